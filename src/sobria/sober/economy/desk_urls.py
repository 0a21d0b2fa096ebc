from django.urls import path

from sobria.sober.economy import desk

app_name = "economy-desk"
urlpatterns = [
    path("", desk.home, name="home"),
    path("appels/ajouter/", desk.create_call, name="call-create"),
    path("appels/<int:pk>/", desk.update_call, name="call-update"),
    path("subventions/ajouter/", desk.add_grant, name="grant-add"),
    path("subventions/<int:pk>/retirer/", desk.withdraw_grant, name="grant-withdraw"),
    path("depenses/ajouter/", desk.add_spending, name="spending-add"),
    path("depenses/<int:pk>/retirer/", desk.withdraw_spending, name="spending-withdraw"),
]
