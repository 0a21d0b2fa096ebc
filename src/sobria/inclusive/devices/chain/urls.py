from django.urls import path

from sobria.inclusive.devices.chain import views

app_name = "devices"

urlpatterns = [
    path("", views.home, name="home"),
    path("actes/", views.evidence, name="evidence"),
    path("bilan.csv", views.balance_file, name="balance-file"),
]
