from django.urls import path

from sobria.city.duties import views

app_name = "duties"
urlpatterns = [
    path("", views.home, name="home"),
    path("obligations.<str:suffix>", views.download, name="download"),
    path("calendrier/", views.calendar, name="calendar"),
    path("calendrier.ics", views.calendar_ics, name="calendar-ics"),
    path("<slug:code>/", views.entry, name="entry"),
]
