from django.urls import path

from sobria.city.partners import views
from sobria.city.partners.register import PARTNERS
from sobria.city.registers import views as registers

app_name = "partners"
urlpatterns = [
    path("", views.home, name="home"),
    path("telecharger.<str:suffix>", views.download, name="download"),
    path("schema.json", registers.public_schema, {"register": PARTNERS}, name="schema"),
    path("<slug:code>/", views.entry, name="entry"),
]
