"""The reuse rate, under the staff addresses of equipment."""

from django.urls import path

from sobria.sober.equipment.reuse import views

urlpatterns = [
    path("reemploi/", views.detail, name="reuse"),
    path("reemploi/<int:year>.csv", views.download, name="reuse-file"),
]
