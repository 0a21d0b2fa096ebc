from django.urls import path

from sobria.city.partners import desk, list_desk
from sobria.city.partners.register import PARTNERS
from sobria.city.registers import desk as registers

app_name = "partners-desk"
urlpatterns = [
    path("", desk.home, name="home"),
    path("ajouter/", desk.create, name="create"),
    path("telecharger.<str:suffix>", registers.desk_download, {"register": PARTNERS}, name="download"),
    path("schema.json", registers.desk_schema, {"register": PARTNERS}, name="schema"),
    path("importer/", list_desk.receive, name="import"),
    path("importer/ecartes.csv", list_desk.rejects, name="import-rejects"),
    path("conventions/<int:pk>/finir/", desk.end, name="end"),
    path("pieces/<int:pk>/verifier/", desk.check, name="check"),
    path("pieces/<int:pk>/retirer/", desk.withdraw, name="withdraw"),
    path("<slug:code>/", desk.entry, name="entry"),
    path("<slug:code>/corriger/", desk.update, name="update"),
    path("<slug:code>/convention/", desk.agree, name="agree"),
    path("<slug:code>/piece/", desk.give, name="give"),
]
