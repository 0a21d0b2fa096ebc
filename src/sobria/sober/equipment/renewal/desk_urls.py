"""Addresses of the renewal plan, under those of the register: /bureau/equipements/renouvellement/."""

from django.urls import URLPattern, URLResolver, include, path

from sobria.sober.equipment.renewal import views

pages: list[URLPattern] = [
    path("", views.home, name="renewal"),
    path("equipements/", views.devices, name="renewal-devices"),
    path("equipements/plan.csv", views.download, name="renewal-file"),
    path("simulation/", views.simulation, name="renewal-simulation"),
    path("regles/", views.rule_list, name="renewal-rules"),
]
addresses: list[URLPattern | URLResolver] = [path("renouvellement/", include(pages))]
