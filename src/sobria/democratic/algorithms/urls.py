from django.urls import path

from sobria.city.registers import views
from sobria.democratic.algorithms.register import ALGORITHMS

app_name = "algorithms"
REGISTER = {"register": ALGORITHMS}
urlpatterns = [
    path("", views.public_list, REGISTER, name="home"),
    path("telecharger.<str:suffix>", views.public_download, REGISTER, name="download"),
    path("schema.json", views.public_schema, REGISTER, name="schema"),
]
