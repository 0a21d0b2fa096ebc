from django.urls import path

from sobria.city.registers import desk as lists
from sobria.democratic.algorithms.desk import (
    committee_desk,
    decision_views,
    dossier_views,
    records,
    review_views,
    sightings_views,
    todo_views,
    watch_views,
)
from sobria.democratic.algorithms.exchange import import_views
from sobria.democratic.algorithms.papers import papers_views
from sobria.democratic.algorithms.register import ALGORITHMS

app_name = "algorithms-desk"
REGISTER = {"register": ALGORITHMS}
DOSSIER = "<str:code>/dossiers/<str:number>/"
ACTS = {
    "submit": dossier_views.submit,
    "withdraw": dossier_views.withdraw,
    "evidence": dossier_views.evidence,
    "start": dossier_views.start,
    "admit": review_views.admit,
    "report": review_views.report,
    "agenda": review_views.agenda,
    "information": review_views.information,
    "interest": review_views.interest,
    "recuse": review_views.recuse,
    "grid": review_views.grid,
    "put-to-vote": review_views.put_to_vote,
    "vote": review_views.vote,
    "close-vote": review_views.close_vote,
    "decide": decision_views.decide,
    "resume": decision_views.resume,
    "suspend": decision_views.suspend,
    "review": decision_views.review,
    "check": decision_views.check,
}
urlpatterns = [
    path("", lists.desk_list, REGISTER, name="home"),
    path("telecharger.<str:suffix>", lists.desk_download, REGISTER, name="download"),
    path("schema.json", lists.desk_schema, REGISTER, name="schema"),
    path("a-faire/", todo_views.todo_page, name="todo"),
    path("nouveau/", records.create, name="create"),
    path("signaler/", watch_views.observe_unknown, name="observe-unknown"),
    path("importer/", import_views.give, name="import"),
    path("importer/<uuid:token>/<str:form>/", import_views.look, name="import-look"),
    path("importer/<uuid:token>/<str:form>/confirmer/", import_views.confirm, name="import-confirm"),
    path("importer/<uuid:token>/<str:form>/abandonner/", import_views.drop, name="import-drop"),
    path("importer/<uuid:token>/<str:form>/refusees/", import_views.rejects, name="import-rejects"),
    path("observations/importer/", sightings_views.import_list, name="sightings"),
    path("observations/lignes-refusees.csv", sightings_views.rejects, name="sightings-rejects"),
    path("demandes/", watch_views.questions, name="questions"),
    path("demandes/<int:pk>/", watch_views.answer, name="answer"),
    path("comite/", committee_desk.sessions, name="sessions"),
    path("comite/prevoir/", committee_desk.plan, name="plan"),
    path("comite/regles/", committee_desk.rules, name="rules"),
    path("comite/charte/", committee_desk.charter, name="charter"),
    path("comite/seances/<str:session_number>/", committee_desk.session, name="session"),
    path("comite/seances/<str:session_number>/ouvrir/", committee_desk.open_session, name="session-open"),
    path("comite/seances/<str:session_number>/fermer/", committee_desk.close_session, name="session-close"),
    path("comite/seances/<str:session_number>/presence/", committee_desk.attend, name="attend"),
    path("comite/seances/<str:session_number>/inscrire/", committee_desk.add, name="session-add"),
    # What begins with the code of a record comes last.
    path("<str:code>/", records.record, name="entry"),
    path("<str:code>/rediger/<str:page>/", records.write, name="write"),
    path("<str:code>/corriger/<str:page>/", records.correct, name="correct"),
    path("<str:code>/personnes/", records.people, name="people"),
    path("<str:code>/ouvrir/", records.open_dossier, name="open"),
    path("<str:code>/observer/", watch_views.observe, name="observe"),
    path("<str:code>/papiers/", papers_views.papers, name="papers"),
    path("<str:code>/papiers/<str:paper>/", papers_views.paper, name="paper"),
    path("<str:code>/papiers/<str:paper>.<str:suffix>", papers_views.paper_file, name="paper-file"),
    path(DOSSIER, dossier_views.dossier, name="dossier"),
    *(path(f"{DOSSIER}{dossier_views.ROUTES[name]}/", view, name=name) for name, view in ACTS.items()),
]
