from django.urls import path

from sobria.city.registers import views as registers
from sobria.sober.economy import views
from sobria.sober.economy.register import GRANTS

app_name = "economy"
REGISTER = {"register": GRANTS}
urlpatterns = [
    path("", views.hub, name="hub"),
    path("appels/<int:pk>/", views.call, name="call"),
    path("depenses/<int:year>/", views.spending, name="spending"),
    path("depenses/<int:year>/telecharger.<str:suffix>", views.spending_file, name="spending-file"),
    path("subventions/", registers.public_list, REGISTER, name="home"),
    path("subventions/telecharger.<str:suffix>", registers.public_download, REGISTER, name="download"),
    path("subventions/schema.json", registers.public_schema, REGISTER, name="schema"),
    path("subventions/<int:pk>/", views.grant, name="entry"),
]
