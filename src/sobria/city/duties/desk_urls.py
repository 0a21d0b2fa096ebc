from django.urls import path

from sobria.city.duties import desk

app_name = "duties-desk"
urlpatterns = [
    path("", desk.home, name="home"),
    path("attestations/<int:pk>/retirer/", desk.withdraw, name="withdraw"),
    path("<slug:code>/", desk.entry, name="entry"),
    path("<slug:code>/<slug:item>/", desk.attest, name="attest"),
]
