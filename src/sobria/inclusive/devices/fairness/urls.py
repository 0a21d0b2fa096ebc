from django.urls import path

from sobria.inclusive.devices.fairness import views

app_name = "devices-fairness"

urlpatterns = [
    path("equite/", views.fairness, name="home"),
    path("equite.csv", views.fairness_file, name="file"),
    path("regles/", views.rule_list, name="rules"),
]
