from django.urls import path

from sobria.inclusive.devices.following import views as following
from sobria.inclusive.devices.prescribing import delivery_views

app_name = "delivering"

urlpatterns = [
    path("", delivery_views.home, name="home"),
    path("confirmer/", delivery_views.confirm, name="confirm"),
    path("suivi/", following.home, name="follow-ups"),
    path("suivi/<int:pk>/", following.follow_one, name="follow-up"),
    path("<slug:number>/", delivery_views.delivered, name="done"),
    path("<slug:number>/recu.pdf", delivery_views.receipt, name="receipt"),
]
