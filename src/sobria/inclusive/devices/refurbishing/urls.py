from django.urls import path

from sobria.inclusive.devices.refurbishing import views

app_name = "refurbishing"

urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:code>/", views.partner, name="partner"),
    path("<slug:code>/scanner/", views.scan, name="scan"),
    path("<slug:code>/bilan/", views.balance, name="balance"),
    path("<slug:code>/equipements/", views.items, name="items"),
    path("<slug:code>/equipements/<slug:item>/", views.item, name="item"),
    path("<slug:code>/lots/<slug:number>/collecter/", views.collect, name="collect"),
    path("<slug:code>/lots/<slug:number>/recevoir/", views.receive, name="receive"),
    path("<slug:code>/<slug:slug>/", views.act, name="act"),
]
