"""What residents read of the register: the record, its path, what runs without authorisation; nothing of a draft."""

import hashlib
import json
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.worlds import algorithms as world

from sobria.democratic.algorithms import services
from sobria.democratic.algorithms.governance import charters, committee, deciding, projects, serving, voting, watching
from sobria.democratic.algorithms.models import Algorithm, Dossier

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def who() -> world.City:
    return world.city()


def read(client: Client, name: str, *args: object, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(f"algorithms:{name}", args=args) + query)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def seen(by: world.City, name: str = "Caméra de parking", on: date | None = None) -> Algorithm:
    return watching.observe_unknown(
        values={"name": name},
        operation="running",
        seen_on=on or timezone.localdate(),
        source="agent",
        detail="Vue au sous-sol",
        by=by.colleague,
    )


class Headings(HTMLParser):
    """Levels of the titles of a page, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.feed(page)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.levels.append(int(tag[1]))


def test_a_record_says_what_it_does_who_decides_how_to_object_and_its_path(client: Client, who: world.City) -> None:
    algorithm = world.in_service(who).algorithm
    page = read(client, "entry", algorithm.code)
    assert "<h1>Range les signalements par service</h1>" in page
    for text in ("Tri des demandes de voirie", "Habitants", "Un agent relit chaque jour.", "Écrire au service."):
        assert text in page
    assert "Autorisation : autorisé et en service" in page
    assert "Observé : en marche" in page
    assert "Aucun volume n’est mesuré." in page
    assert "3 voix pour cet avis, 0 contre, 0 abstention" in page
    assert "Acte AR-1" in page
    assert "Qui peut passer outre le résultat ?" in page
    assert algorithm.dossiers.get().fingerprint in page
    assert f"{reverse('journal:home')}?subject=algorithm%3A{algorithm.code}" in page
    assert '<ol class="path">' in page


def test_no_page_names_a_person(client: Client, who: world.City) -> None:
    dossier = world.in_review(who)
    committee.recuse(dossier, reason="Mon frère y travaille", by=who.members[3])
    proposal = world.proposed(who, dossier)
    for member, choice in zip(who.members[:3], ("for", "for", "against"), strict=True):
        voting.cast_vote(proposal, choice=choice, dissent="Trop tôt." if choice == "against" else "", by=member)
    voting.close_vote(proposal, by=who.secretary)
    world.decided(who, dossier)
    session = proposal.item.session
    voting.close_session(session, minutes="Séance calme.", by=who.secretary)
    code = dossier.algorithm.code
    pages = [
        read(client, "entry", code),
        read(client, "session", session.number),
        read(client, "data", code),
        read(client, "committee"),
        read(client, "versions", code),
    ]
    for page in pages[:3]:
        assert "Trop tôt." in page
    assert "Mon frère y travaille" in pages[0]
    assert "2 voix pour cet avis, 1 contre" in pages[1]
    assert "Séance calme." in pages[1]
    for page in pages:
        for person in (*who.members, who.owner, who.mayor, who.secretary):
            assert person.email not in page
            assert f">{person.name}<" not in page
            assert f"person:{person.pk}" not in page


def test_an_open_vote_shows_no_count(client: Client, who: world.City) -> None:
    dossier = world.in_review(who)
    proposal = world.proposed(who, dossier)
    voting.cast_vote(proposal, choice="for", by=who.members[0])
    for page in (read(client, "session", proposal.item.session.number), read(client, "entry", dossier.algorithm.code)):
        assert "voix pour" not in page


def test_a_system_that_is_not_public_has_no_page(client: Client, who: world.City) -> None:
    algorithm = world.project(who)
    for name, args in (
        ("entry", ()),
        ("versions", ()),
        ("version", (1,)),
        ("compare", ()),
        ("data", ()),
        ("ask", ("question",)),
    ):
        read(client, name, algorithm.code, *args, status=404)
    read(client, "entry", "ALG-99999", status=404)
    assert client.get("/registres/algorithmes/%00/").status_code == 400
    assert algorithm.name not in read(client, "home")


def test_what_a_new_draft_says_is_not_shown(client: Client, who: world.City) -> None:
    algorithm = world.in_service(who).algorithm
    draft = services.open_dossier(algorithm, by=who.owner)
    services.save_draft(draft, values={"purpose": "Noter les habitants"}, seen=draft.version.number, by=who.owner)
    number = Dossier.objects.get(pk=draft.pk).version.number
    for name in ("entry", "versions", "data", "compare"):
        assert "Noter les habitants" not in read(client, name, algorithm.code)
    read(client, "version", algorithm.code, number, status=404)
    assert "Noter les habitants" not in read(client, "compare", algorithm.code, query=f"?de=2&a={number}", status=422)


def test_a_withheld_field_shows_its_legal_ground_and_no_more(client: Client, who: world.City) -> None:
    held = {"methods": "Secret des affaires, L. 311-6", "kwh_low": "Secret industriel", "kwh_high": "Secret industriel"}
    dossier = world.submitted(who, methods="Recette cachée", kwh_low=1234, kwh_high=5678, withheld=held)
    code = dossier.algorithm.code
    pages = [read(client, "entry", code), read(client, "version", code, 2), read(client, "data", code)]
    for page in pages:
        assert "Secret des affaires, L. 311-6" in page
        assert "Recette cachée" not in page
        for number in ("1234", "5678", "1\u202f234", "5\u202f678"):
            assert number not in page
    assert "non communiquée" in pages[0]


def test_a_declared_volume_gives_a_range_with_its_evidence(client: Client, who: world.City) -> None:
    dossier = world.submitted(who, kwh_low=1000, kwh_high=3000, footprint_unknown="")
    page = read(client, "entry", dossier.algorithm.code)
    assert f"volumes déclarés en {timezone.localdate().year}" in page
    assert "1,0 à 3,0\u00a0MWh" in page
    assert "CO₂e par an" in page
    assert "algorithm-footprint/" in page


def test_the_obligations_say_contested_dates_and_what_a_lawyer_confirms(client: Client, who: world.City) -> None:
    assert "Algorithme sans IA" in read(client, "entry", world.submitted(who).algorithm.code)
    dossier = world.submitted(who, name="Aides", ai_act=world.HIGH_RISK, dpia="done", fria="done")
    page = read(client, "entry", dossier.algorithm.code)
    assert "date contestée" in page
    assert "à faire confirmer par un juriste" in page
    assert "supposée, faute de réponse" in page


def test_hostile_text_stays_text_everywhere(client: Client, who: world.City) -> None:
    dossier = world.in_review(who)
    committee.recuse(dossier, reason=SCRIPT, by=who.members[3])
    proposal = world.proposed(who, dossier)
    for member in who.members[:3]:
        voting.cast_vote(proposal, choice="for", dissent=SCRIPT, by=member)
    voting.close_vote(proposal, by=who.secretary)
    conditions = [{"text": SCRIPT, "is_prior": True, "due_on": ""}]
    said = {"reasons": SCRIPT, "conditions": conditions, "reference": SCRIPT}
    decision = world.decided(who, dossier, sense="approved_with_conditions", **said)
    evidence = serving.give_evidence(decision.conditions.get(), text=SCRIPT, by=who.owner)
    serving.check_evidence(evidence, accepted=False, reason=SCRIPT, by=who.officer)
    voting.close_session(proposal.item.session, minutes=SCRIPT, by=who.secretary)
    charters.publish_charter(
        title=SCRIPT,
        text=SCRIPT,
        reference=SCRIPT,
        adopted_on=timezone.localdate(),
        principles=[{"code": "a", "title": SCRIPT, "question": SCRIPT}],
        by=who.officer,
    )
    watching.observe_unknown(
        values={"name": "Vu &lt;b&gt;"},
        operation="running",
        seen_on=timezone.localdate(),
        source="agent",
        detail=SCRIPT,
        by=who.colleague,
    )
    code = dossier.algorithm.code
    for name, args in (("entry", (code,)), ("session", (1,)), ("charter", ()), ("running", ()), ("home", ())):
        page = read(client, name, *args)
        assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in read(client, "entry", code)


def test_what_runs_unauthorised_is_shown_late_ones_first(client: Client, who: world.City) -> None:
    assert "Rien n’est vu en marche sans autorisation." in read(client, "running")
    today = timezone.localdate()
    seen(who, "Récent", today)
    old = seen(who, "Ancien", today - timedelta(days=200))
    page = read(client, "running")
    assert page.index("Ancien") < page.index("Récent")
    assert page.count("dépassée") == 1
    assert "un agent" in page
    record = read(client, "entry", old.code)
    assert "Fiche en cours d’écriture" in record
    assert "En marche sans autorisation." in record
    assert "Échéance dépassée." in record
    assert "Vue au sous-sol" in record
    home = read(client, "home")
    assert "2 en marche sans autorisation" in home
    assert "1 échéance dépassée" in home
    assert reverse("algorithms:entry", args=[old.code]) in home


def test_a_record_is_read_as_it_was_on_a_day(client: Client) -> None:
    days = [datetime(2026, 9, day, 10, tzinfo=PARIS) for day in (1, 5, 10, 20)]
    with time_machine.travel(days[0], tick=False):
        who = world.city()
        algorithm = world.project(who, summary="Range tout.")
    with time_machine.travel(days[1], tick=False):
        dossier = world.dossier_of(algorithm)
        dossier = projects.submit(dossier, seen=dossier.version.number, by=who.owner)
    with time_machine.travel(days[2], tick=False):
        committee.admit(dossier, rapporteur=who.members[0], by=who.secretary)
        world.opinion(who, dossier)
        world.decided(who, dossier)
        serving.start_service(Dossier.objects.get(), notices=True, by=who.owner)
    with time_machine.travel(days[3], tick=False):
        algorithm.refresh_from_db()
        number = Dossier.objects.get().version.number
        services.correct(algorithm, values={"summary": "Range mieux."}, note="Plus clair", seen=number, by=who.owner)
        deciding.suspend(Dossier.objects.get(), reason="Biais", for_risk=True, by=who.dpo)
        before = read(client, "entry", algorithm.code, query="?date=2026-09-07")
        assert "<h1>Range tout</h1>" in before
        assert "Autorisation : déposé" in before
        assert "Fiche du 7 septembre 2026" in before
        assert "Décision de l’exécutif" not in before
        served = read(client, "entry", algorithm.code, query="?date=2026-09-10")
        assert "Autorisation : autorisé et en service" in served
        assert "Usage suspendu" not in served
        now = read(client, "entry", algorithm.code)
        assert "<h1>Range mieux</h1>" in now
        assert "Autorisation : suspendu" in now
        assert "En marche sans autorisation." in now
        early = read(client, "entry", algorithm.code, query="?date=2026-09-03")
        assert "n’était pas encore public" in early


@pytest.mark.parametrize("asked", ["2026-13", "2026-02-30", "2026-W01-1", "9999-12-31", "hier", "\u0662026-01-01"])
def test_an_impossible_or_future_date_is_said(client: Client, who: world.City, asked: str) -> None:
    code = world.submitted(who).algorithm.code
    page = read(client, "entry", code, query=f"?date={asked}", status=422)
    assert "voici la fiche d’aujourd’hui" in page.lower()
    assert "n’était pas encore public" in read(client, "entry", code, query="?date=0001-01-01")


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_an_outsider_computes_the_fingerprints_again_from_the_file_alone(client: Client, who: world.City) -> None:
    code = world.in_service(who).algorithm.code
    found = json.loads(read(client, "data", code))
    (version,) = found["versions"]
    material = {key: version["content"][key] for key in found["fingerprint_fields"]}
    assert version["can_recompute"] == {"fingerprint": True, "digest": True}
    assert hashlib.sha256(canonical(material)).hexdigest() == version["fingerprint"]
    assert hashlib.sha256(canonical(version["content"])).hexdigest() == version["digest"]
    (dossier,) = found["dossiers"]
    for one in (dossier, dossier["opinions"][0], dossier["decisions"][0]):
        assert one["fingerprint"] == version["fingerprint"]
    assert [move["act"] for move in dossier["transitions"]][-1] == "start_service"
    assert dossier["opinions"][0]["votes"] == {"for": 3, "against": 0, "abstain": 0}


def test_a_withheld_field_leaves_the_file_and_its_digests_stay(client: Client, who: world.City) -> None:
    dossier = world.submitted(who, methods="Recette", withheld={"methods": "L. 311-6"})
    (version,) = json.loads(read(client, "data", dossier.algorithm.code))["versions"]
    assert "methods" not in version["content"]
    assert version["withheld"] == {"methods": "L. 311-6"}
    assert version["can_recompute"] == {"fingerprint": True, "digest": False}
    assert version["digest"] == dossier.version.digest


def test_versions_say_what_changed_and_are_compared(client: Client, who: world.City) -> None:
    algorithm = world.in_service(who).algorithm
    number = Dossier.objects.get().version.number
    values = {"summary": "Range <b>mieux</b>", "department": "Rues"}
    services.correct(algorithm, values=values, note="Plus clair", seen=number, by=who.owner)
    listed = read(client, "versions", algorithm.code)
    assert "2 versions publiées" in listed
    assert "En une phrase, Service" in listed
    assert "Plus clair" in listed
    compared = read(client, "compare", algorithm.code, query=f"?de={number}&a={number + 1}")
    assert "2 champs changés" in read(client, "compare", algorithm.code)
    assert "2 champs changés" in compared
    assert "Range les signalements par service." in compared
    assert "Range mieux" in compared
    assert "première version" in listed
    assert "Une version plus récente est publiée." in read(client, "version", algorithm.code, number)
    for query in ("?de=1&a=2", "?de=x&a=3", "?de=99999999999999999999&a=3", "?de=-1", "?de=٣"):
        assert "Aucune version publiée" in read(client, "compare", algorithm.code, query=query, status=422)


def queries_of(client: Client, name: str, *args: object) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        read(client, name, *args)
    return len(found)


def test_lists_ask_the_same_number_of_queries_for_one_row_and_thirty(client: Client, who: world.City) -> None:
    seen(who, "Premier")
    read(client, "home")
    names = ("home", "running")
    one = [queries_of(client, name) for name in names]
    for number in range(29):
        seen(who, f"Système {number}")
    read(client, "home")
    assert [queries_of(client, name) for name in names] == one


def test_a_record_asks_the_same_number_of_queries_however_long_its_path(client: Client, who: world.City) -> None:
    dossier = world.in_review(who)
    conditions = [{"text": "Former", "is_prior": False, "due_on": ""}]
    proposal = world.proposed(who, dossier, sense="conditions", conditions=conditions)
    for member in who.members[:3]:
        voting.cast_vote(proposal, choice="for", dissent="Réserve", by=member)
    voting.close_vote(proposal, by=who.secretary)
    decision = world.decided(who, dossier, sense="approved_with_conditions", conditions=conditions)
    given = serving.give_evidence(decision.conditions.get(), text="Preuve", by=who.owner)
    serving.check_evidence(given, accepted=True, by=who.officer)
    committee.recuse(dossier, reason="Intérêt", by=who.members[3])
    algorithm = serving.start_service(Dossier.objects.get(), notices=True, by=who.owner).algorithm
    names = ("entry", "versions", "data")
    one = [queries_of(client, name, algorithm.code) for name in names]
    for number in range(30):
        serving.give_evidence(decision.conditions.get(), text=f"Preuve {number}", by=who.owner)
        watching.observe(algorithm, operation="running", seen_on=timezone.localdate(), source="agent", by=who.colleague)
        version = Dossier.objects.get().version.number
        services.correct(algorithm, values={"summary": f"Mieux {number}"}, note="Mot", seen=version, by=who.owner)
    assert [queries_of(client, name, algorithm.code) for name in names] == one


def test_titles_follow_one_another(client: Client, who: world.City) -> None:
    code = world.in_service(who).algorithm.code
    other = seen(who).code
    addresses: list[tuple[str, tuple[object, ...]]] = [
        ("home", ()),
        ("running", ()),
        ("charter", ()),
        ("committee", ()),
        ("session", (1,)),
    ]
    addresses += [("questions", ()), ("report", ())]
    addresses += [(name, (one,)) for name in ("entry", "versions", "compare") for one in (code, other)]
    addresses.append(("version", (code, 2)))
    for name, args in addresses:
        page = read(client, name, *args)
        levels = Headings(page).levels
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), name
        assert page.count("<table>") == page.count("<caption>"), name


def test_the_committee_page_says_rules_and_seats(client: Client, who: world.City) -> None:
    page = read(client, "committee")
    assert "4 membres en mandat au comité, pour 5 sièges" in page
    assert "l’exécutif ne les a pas changées" in page
    committee.change_rules(values={"seats": 7}, reference="AR-9", since=timezone.localdate(), by=who.mayor)
    page = read(client, "committee")
    assert "pour 7 sièges" in page
    assert "AR-9" in page
    read(client, "session", 99, status=404)
    assert client.get("/registres/algorithmes/comite/seances/99999999999999999999/").status_code == 404


def test_earlier_charters_stay_readable(client: Client, who: world.City) -> None:
    principles = [{"code": "new", "title": "Nouveau principe", "question": "Pourquoi ?"}]
    today = timezone.localdate()
    charters.publish_charter(
        title="Charte II", text="", reference="2026-2", adopted_on=today, principles=principles, by=who.officer
    )
    assert "Nouveau principe" in read(client, "charter")
    assert "L’humain décide" in read(client, "charter-version", 1)
    assert "Une version plus récente est en vigueur" in read(client, "charter-version", 1)
    read(client, "charter-version", 9, status=404)


def test_an_empty_register_says_so(client: Client) -> None:
    assert "Ce registre est encore vide." in read(client, "home")
    assert "Aucune charte n’est publiée" in read(client, "charter")
    assert "Aucune séance" in read(client, "committee")


def test_the_list_says_which_download_is_the_inventory_of_the_law(client: Client, who: world.City) -> None:
    world.in_service(who)
    page = read(client, "home")
    assert "L.\u00a0312-1-3" in page
    assert reverse("algorithms:download", args=["csv"]) in page
    assert "Tri des demandes" in client.get(reverse("algorithms:download", args=["csv"])).getvalue().decode("utf-8-sig")
    assert "1 autorisé et en service" in page
