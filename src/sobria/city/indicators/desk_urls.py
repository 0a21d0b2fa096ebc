from django.urls import URLPattern

app_name = "indicators-desk"
urlpatterns: list[URLPattern] = []
