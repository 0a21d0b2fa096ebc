from django.urls import URLPattern

app_name = "journal-desk"
urlpatterns: list[URLPattern] = []
