"""Addresses of targets, of the grid and of the exchange, put in front of those of the indicators."""

from django.urls import path

from sobria.city.indicators import exchange_views, grid_views, targets_views

PUBLIC = [
    path("ouvertes/", exchange_views.page, name="exchange"),
    path("ouvertes.csv", exchange_views.download, name="exchange-download"),
    path("<str:code>/cible/", targets_views.target, name="target"),
]
DESK = [
    path("grille/", grid_views.edit, name="grid"),
    path("grille/coller/", grid_views.paste, name="grid-paste"),
    path("echange/", exchange_views.import_file, name="exchange-import"),
    path("echange/<int:pk>/", exchange_views.detail, name="exchange-detail"),
    path("echange/<int:pk>/confirmer/", exchange_views.confirm, name="exchange-confirm"),
    path("echange/<int:pk>/abandonner/", exchange_views.drop, name="exchange-drop"),
    path("echange/<int:pk>/refus.csv", exchange_views.rejects, name="exchange-rejects"),
    path("<str:code>/cible/", targets_views.edit, name="target"),
    path("<str:code>/cible/retirer/", targets_views.withdraw, name="target-withdraw"),
]
