from django.urls import path

from sobria.city.reports import desk

app_name = "reports-desk"
urlpatterns = [
    path("", desk.home, name="home"),
    path("<int:year>/", desk.prepare, name="prepare"),
    path("<int:year>/figer/", desk.freeze, name="freeze"),
    path("<int:year>/corriger/", desk.correct, name="correct"),
    path("<int:year>/presenter/", desk.present, name="present"),
]
