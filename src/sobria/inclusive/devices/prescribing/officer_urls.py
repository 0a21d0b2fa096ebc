from django.urls import path

from sobria.inclusive.devices.prescribing import officer_views

app_name = "devices-codes-desk"

urlpatterns = [
    path("recours/", officer_views.appeal_list, name="appeals"),
    path("recours/<int:pk>/", officer_views.answer, name="answer"),
    path("regles/", officer_views.rule_list, name="rules"),
    path("equite/", officer_views.fairness, name="fairness"),
]
