from django.urls import path

from sobria.city.registers import views

app_name = "registers"
urlpatterns = [path("", views.home, name="home")]
