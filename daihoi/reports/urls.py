from django.urls import path

from daihoi.reports.views import season

urlpatterns = [
    path("u/<str:unit>/", season.season, name="season"),
    path("u/<str:unit>/bau-thieu/", season.season_short, name="season_short"),
]
