from django.urls import path

from sobria.city.people import desk

app_name = "people-desk"
urlpatterns = [
    path("", desk.home, name="home"),
    path("ouvrir/", desk.create, name="create"),
    path("roles/<int:pk>/fin/", desk.end, name="end"),
    path("<int:pk>/", desk.entry, name="entry"),
    path("<int:pk>/role/", desk.give, name="give"),
    path("<int:pk>/desactiver/", desk.deactivate, name="deactivate"),
    path("<int:pk>/reactiver/", desk.reactivate, name="reactivate"),
]
