from django.urls import path

from daihoi.congress.views import congress, evidence, season, units

urlpatterns = [
    path("u/<str:unit>/mua/", season.season_edit, name="season_edit"),
    path("u/<str:unit>/mua/mo/", season.season_open, name="season_open"),
    path("u/<str:unit>/mua/lap-dai-hoi/", season.congresses_plan, name="congresses_plan"),
    path("u/<str:unit>/to-chuc/moi/", units.unit_add, name="unit_add"),
    path("u/<str:unit>/dai-hoi/<int:congress_id>/", congress.congress_show, name="congress"),
    path("u/<str:unit>/dai-hoi/<int:congress_id>/ke-hoach/", congress.congress_plan, name="congress_plan"),
    path("u/<str:unit>/dai-hoi/<int:congress_id>/to-chuc/", congress.congress_hold, name="congress_hold"),
    path("u/<str:unit>/dai-hoi/<int:congress_id>/ngoai-le/", congress.congress_except, name="congress_except"),
    path("u/<str:unit>/dai-hoi/<int:congress_id>/viec/<int:step_id>/", congress.step_edit, name="step"),
    path("u/<str:unit>/dai-hoi/<int:congress_id>/ho-so/", evidence.evidence_list, name="evidence"),
    path("u/<str:unit>/ho-so/<int:evidence_id>/", evidence.evidence_file, name="evidence_file"),
    path("u/<str:unit>/ho-so/<int:evidence_id>/rut/", evidence.evidence_withdraw, name="evidence_withdraw"),
]
