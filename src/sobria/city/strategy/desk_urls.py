from django.urls import URLPattern

app_name = "strategy-desk"
urlpatterns: list[URLPattern] = []
