from django.urls import path

from sobria.city.indicators import converters, more_urls, views

__all__ = ["app_name", "converters", "urlpatterns"]  # the addresses below name its converters

app_name = "indicators"
urlpatterns = [
    *more_urls.PUBLIC,
    path("", views.home, name="home"),
    path("indicateurs.<str:suffix>", views.download, name="download"),
    path("<indicator:code>/", views.entry, name="entry"),
    path("<indicator:code>/preuve/", views.evidence, name="evidence"),
]
