from django.urls import path

from sobria.inclusive.devices.chain import desk, offering

app_name = "devices-desk"

urlpatterns = [
    path("", desk.home, name="home"),
    path("bilan/", desk.balance, name="balance"),
    path("bilan/<slug:code>/", desk.partner_balance, name="partner-balance"),
    path("lots/nouveau/", offering.choose, name="choose"),
    path("lots/nouveau/confirmer/", offering.prepare, name="prepare"),
    path("lots/<slug:number>/", desk.lot, name="lot"),
    path("lots/<slug:number>/collecter/", desk.collect, name="collect"),
    path("lots/<slug:number>/annuler/", desk.cancel, name="cancel"),
    path("actes/<slug:number>.pdf", desk.deed, name="deed"),
]
