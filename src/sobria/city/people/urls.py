from django.urls import path

from sobria.city.people import views

app_name = "people"
urlpatterns = [
    path("connexion/", views.SignIn.as_view(), name="sign-in"),
    path("deconnexion/", views.SignOut.as_view(), name="sign-out"),
]
