from django.urls import path

from sobria.city.journal import views

app_name = "journal-desk"
urlpatterns = [
    path("<int:sequence>/", views.who, name="who"),
    path("<int:sequence>/effacer/<str:name>/", views.erase, name="erase"),
]
