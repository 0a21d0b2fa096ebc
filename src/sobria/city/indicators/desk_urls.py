from django.urls import path

from sobria.city.indicators import converters, desk, more_urls

__all__ = ["app_name", "converters", "urlpatterns"]  # the addresses below name its converters

app_name = "indicators-desk"
urlpatterns = [
    *more_urls.DESK,
    path("", desk.home, name="home"),
    path("donnees/", desk.inputs, name="inputs"),
    path("donnees/<fact:code>/", desk.enter_input, name="input"),
    path("donnees/<fact:code>/retirer/", desk.withdraw_input, name="input-withdraw"),
    path("<indicator:code>/", desk.enter, name="enter"),
    path("<indicator:code>/retirer/", desk.withdraw, name="withdraw"),
]
