"""Addresses of the public pages. Those of one record come last: a code is any word."""

from django.urls import path

from sobria.city.registers import views as registers
from sobria.democratic.algorithms.exchange import export_views
from sobria.democratic.algorithms.papers import papers_views, session_papers
from sobria.democratic.algorithms.public import public_committee, question_views, version_views, views
from sobria.democratic.algorithms.register import ALGORITHMS

app_name = "algorithms"
REGISTER = {"register": ALGORITHMS}
urlpatterns = [
    path("", views.public_list, name="home"),
    path("telecharger.<str:suffix>", registers.public_download, REGISTER, name="download"),
    path("schema.json", registers.public_schema, REGISTER, name="schema"),
    path("formats/", export_views.formats, name="exports"),
    path("formats/<str:form>/", export_views.losses, name="export-losses"),
    path("formats/<str:form>/telecharger.<str:suffix>", export_views.download, name="export"),
    path("en-marche/", views.running, name="running"),
    path("en-marche/signaler/", question_views.report, name="report"),
    path("charte/", views.charter, name="charter"),
    path("charte/<int:number>/", views.charter, name="charter-version"),
    path("comite/", public_committee.committee, name="committee"),
    path("comite/seances/<int:number>/", public_committee.session, name="session"),
    path("comite/seances/<int:number>/<str:paper>.pdf", session_papers.paper, name="session-paper"),
    path("demandes/", question_views.questions, name="questions"),
    path("demandes/<str:token>/", question_views.question, name="question"),
    path("<str:code>/", views.record, name="entry"),
    path("<str:code>/versions/", version_views.versions, name="versions"),
    path("<str:code>/versions/comparer/", version_views.compare, name="compare"),
    path("<str:code>/versions/<int:number>/", version_views.version, name="version"),
    path("<str:code>/fiche.json", version_views.data, name="data"),
    path("<str:code>/demander/<str:kind>/", question_views.ask, name="ask"),
    path("<str:code>/mention/", papers_views.mention, name="mention"),
    path("<str:code>/mention.<str:suffix>", papers_views.mention_file, name="mention-file"),
]
