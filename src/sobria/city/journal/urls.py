from django.urls import path

from sobria.city.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.home, name="home"),
    path("journal.jsonl", views.export, name="export"),
    path("points-de-controle.json", views.checkpoints, name="checkpoints"),
    path("cle.pem", views.key, name="key"),
    path("<int:sequence>/", views.entry, name="entry"),
]
