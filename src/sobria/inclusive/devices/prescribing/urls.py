from django.urls import path

from sobria.inclusive.devices.prescribing import views

app_name = "prescribing"

urlpatterns = [
    path("", views.home, name="home"),
    path("nouveau/", views.issue, name="issue"),
    path("bon.pdf", views.slip, name="slip"),
    path("<int:pk>/", views.code, name="code"),
    path("<int:pk>/demander/", views.reserve, name="reserve"),
    path("<int:pk>/recours/", views.appeal, name="appeal"),
    path("<int:pk>/annuler/", views.cancel, name="cancel"),
]
