from django.urls import path

from sobria.web.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("donnees/", views.data, name="data"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("ecoconception/", views.ecodesign, name="ecodesign"),
    path("donnees-personnelles/", views.privacy, name="privacy"),
    path("composants/", views.components, name="components"),
    path("robots.txt", views.robots, name="robots"),
    path("sante/", views.health, name="health"),
]
