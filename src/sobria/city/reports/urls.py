from django.urls import path

from sobria.city.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.home, name="home"),
    path("annexe.schema.json", views.schema, name="schema"),
    path("<int:year>/", views.edition, name="edition"),
    path("<int:year>/fichiers/<str:name>", views.file, name="file"),
    path("<int:year>/chiffres/<str:code>/", views.figure, name="figure"),
    path("<int:year>/<slug:code>/", views.part, name="part"),
]
