from django.urls import URLPattern

app_name = "duties-desk"
urlpatterns: list[URLPattern] = []
