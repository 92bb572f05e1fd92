from django.urls import URLPattern

# Pages about a unit live under /u/<code>/; their views are declared with @page(permission).
urlpatterns: list[URLPattern] = []
