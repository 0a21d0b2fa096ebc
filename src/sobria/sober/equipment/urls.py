from django.urls import path

from sobria.city.registers.addresses import public_addresses
from sobria.sober.equipment.purchases import declaration_views
from sobria.sober.equipment.register import EQUIPMENT
from sobria.sober.equipment.reuse import views as reuse_views

app_name = "equipment"
urlpatterns = [
    path("achats/", declaration_views.summary, name="purchases"),
    path("reemploi/", reuse_views.summary, name="reuse"),
    *public_addresses(EQUIPMENT),
]
