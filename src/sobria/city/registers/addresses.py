"""The addresses of a register, public and staff, from its declaration."""

from typing import Any

from django.urls import URLPattern, path

from sobria.city.registers import desk, views
from sobria.city.registers.declaration import Register
from sobria.city.registers.imports import views as imports


def public_addresses(register: Register) -> list[URLPattern]:
    """To put in a `urls.py` whose `app_name` is the register's code."""
    given: dict[str, Any] = {"register": register}
    return [
        path("", views.public_list, given, name="home"),
        path("telecharger.<str:suffix>", views.public_download, given, name="download"),
        path("schema.json", views.public_schema, given, name="schema"),
        path("<int:pk>/", views.public_entry, given, name="entry"),
    ]


def desk_addresses(register: Register) -> list[URLPattern]:
    """To put in a `desk_urls.py` whose `app_name` is the register's code followed by `-desk`."""
    given: dict[str, Any] = {"register": register}
    return [
        path("", desk.desk_list, given, name="home"),
        path("ajouter/", desk.desk_create, given, name="create"),
        path("telecharger.<str:suffix>", desk.desk_download, given, name="download"),
        path("schema.json", desk.desk_schema, given, name="schema"),
        path("<int:pk>/", desk.desk_entry, given, name="entry"),
        path("<int:pk>/corriger/", desk.desk_update, given, name="update"),
        path("<int:pk>/supprimer/", desk.desk_delete, given, name="delete"),
        path("importer/", imports.receive, given, name="import"),
        path("imports/<uuid:pk>/", imports.detail, given, name="import-detail"),
        path("imports/<uuid:pk>/colonnes/", imports.columns, given, name="import-columns"),
        path("imports/<uuid:pk>/confirmer/", imports.confirm, given, name="import-confirm"),
        path("imports/<uuid:pk>/annuler/", imports.undo, given, name="import-undo"),
        path("imports/<uuid:pk>/rejets/", imports.rejects, given, name="import-rejects"),
        path("imports/<uuid:pk>/rejets.csv", imports.rejects_file, given, name="import-rejects-file"),
    ]
