from django.urls import path

from sobria.city.registers import desk
from sobria.democratic.algorithms.register import ALGORITHMS

app_name = "algorithms-desk"
REGISTER = {"register": ALGORITHMS}
urlpatterns = [
    path("", desk.desk_list, REGISTER, name="home"),
    path("telecharger.<str:suffix>", desk.desk_download, REGISTER, name="download"),
    path("schema.json", desk.desk_schema, REGISTER, name="schema"),
]
