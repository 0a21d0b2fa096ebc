"""A list of what runs: read, shown, confirmed; each bad line has its place and its reason."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import algorithms as world

from sobria.city.people.models import User
from sobria.democratic.algorithms.exchange import sightings
from sobria.democratic.algorithms.models import Algorithm
from sobria.engine.messages import Refusal

pytestmark = pytest.mark.django_db
PAGE = "/bureau/algorithmes/observations/importer/"
REJECTS = "/bureau/algorithmes/observations/lignes-refusees.csv"
LINES = (
    "Application;Éditeur;Vu le;Détail",
    "TRI des demandes de Voirie;;2026-01-02;",
    "",
    "Nuage;ACME;;proxy",
    ";X;;",
    "Nuage;;;",
    "Autre;;32/13/2026;",
    "=cmd();;31/12/2999;",
)
LIST = "\n".join(LINES) + "\n"


def browser(person: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def give(client: Client, content: bytes) -> str:
    today = timezone.localdate().isoformat()
    answer = client.post(PAGE, {"file": SimpleUploadedFile("saas.csv", content), "seen_on": today})
    assert answer.status_code in {200, 422}
    return answer.content.decode()


def test_a_list_is_shown_before_anything_is_written_then_confirmed(who: world.City) -> None:
    known = world.project(who)
    client = browser(who.owner)
    page = give(client, LIST.encode())
    assert f"fiche connue : {known.code}" in page
    assert "nouvelle fiche, publique" in page
    assert "4 lignes refusées" in page
    assert Algorithm.objects.count() == 1
    today = timezone.localdate().isoformat()
    said = client.post(PAGE, {"text": LIST, "seen_on": today}, follow=True).content.decode()
    assert "Systèmes connus, vus en marche : 1 ; fiches nouvelles : 1 ; lignes refusées : 4." in said
    known.refresh_from_db()
    assert (known.operation, known.is_public) == ("running", True)
    assert Algorithm.objects.get(name="Nuage").runs_unauthorised


def test_refused_lines_say_line_column_and_reason_in_a_file(who: world.City) -> None:
    today = timezone.localdate().isoformat()
    answer = browser(who.owner).post(REJECTS, {"text": LIST, "seen_on": today})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "ligne;colonne;valeur;raison"
    assert lines[1].startswith("5;Application;;Le nom manque")
    assert "déjà à la ligne 4" in lines[2]
    assert lines[3].startswith("7;Vu le;32/13/2026;")
    assert "31 décembre 2999" in lines[4]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b" \n \n", "au moins une ligne"),
        (b";;;\n;;;\n", "au moins une ligne"),
        (b'""', "au moins une ligne"),
        (b"PK\x03\x04xlsx", "pas du texte"),
        (b"a;b\n1;2\n", "Aucune colonne ne s"),
        (b"nom\n" + b"x\n" * 1001, "1\N{NARROW NO-BREAK SPACE}001 lignes"),
        (b"nom\n" + b"x" * 1_000_001, "dépasse"),
    ],
    ids=["no byte", "empty", "only separators", "only quotes", "workbook", "no name", "too many", "too big"],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(who: world.City, content: bytes, sentence: str) -> None:
    assert sentence in give(browser(who.owner), content)


def test_a_name_that_several_records_bear_is_not_guessed(who: world.City) -> None:
    world.project(who)
    world.project(who)
    reading = sightings.read("nom\nTri des demandes de voirie\n", on=timezone.localdate())
    assert reading.good == ()
    assert reading.rejected[0].refusal.code == "sightings-several"


def test_latin_files_are_read(who: world.City) -> None:
    assert who
    text = sightings.decoded("nom\nÉlève\n".encode("cp1252"))
    assert sightings.read(text, on=timezone.localdate()).good[0].name == "Élève"
    with pytest.raises(Refusal):
        sightings.read("\ufeffrien\n", on=timezone.localdate())


def test_members_do_not_import_lists(who: world.City) -> None:
    assert browser(who.members[0]).get(PAGE).status_code == 403


def reading_of(raw: bytes) -> sightings.Reading | Refusal:
    try:
        return sightings.read(sightings.decoded(raw), on=timezone.localdate())
    except Refusal as refusal:
        return refusal


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(str.encode),
        st.text(alphabet='nomdate ;,\t"\r\n\x00\x1c\x85=é2026-01/', max_size=200).map(
            lambda text: f"nom;vu le;détail\n{text}".encode()
        ),
    )
)
def test_any_bytes_are_read_or_refused_in_a_sentence(raw: bytes) -> None:
    reading = reading_of(raw)
    refused = [reading] if isinstance(reading, Refusal) else [one.refusal for one in reading.rejected]
    assert all(one.sentence("fr") for one in refused)


@pytest.mark.parametrize("text", [" ", "\n", "\x00", ";;;", '""'])
def test_a_list_posted_again_with_nothing_in_it_is_refused_in_a_sentence(who: world.City, text: str) -> None:
    today = timezone.localdate().isoformat()
    answer = browser(who.owner).post(PAGE, {"text": text, "seen_on": today}, follow=True)
    assert answer.status_code == 200
    assert Algorithm.objects.count() == 0


def test_a_nul_in_a_list_is_left_out(who: world.City) -> None:
    filler = b"nom\n" + b"".join(b"Logiciel %d\n" % rank for rank in range(90))
    reading = reading_of(filler + b"Nu\x00age\n")
    assert isinstance(reading, sightings.Reading)
    assert reading.good[-1].name == "Nuage"
    assert sightings.record(reading, by=who.owner) == (0, 91)


@pytest.mark.parametrize("title", ["Depuis", "Vu", "Date", "seen", "Last seen", "DERNIÈRE VUE"])
def test_a_day_is_read_under_the_names_people_give_it(who: world.City, title: str) -> None:
    assert who
    reading = sightings.read(f"nom;{title}\nNuage;2026-01-02\n", on=timezone.localdate())
    assert [str(one.seen_on) for one in reading.good] == ["2026-01-02"]
    assert (reading.dated, reading.ignored) == (True, ())


def test_columns_that_nothing_reads_and_a_day_nobody_gave_are_said_before_confirming(who: world.City) -> None:
    client = browser(who.owner)
    page = give(client, "nom;coût;\nNuage;12;x\n".encode())
    assert "Colonnes que rien ne lit, laissées de côté : « coût », « n° 3 »." in page
    assert "Aucune colonne ne donne de date : chaque ligne sera prise comme vue le" in page
    dated = give(client, b"nom;vu le\nNuage;2026-01-02\n")
    assert "Aucune colonne ne donne de date" not in dated
    assert "laissée" not in dated


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_cells_are_parted_by_semicolons_commas_or_tabs(who: world.City, delimiter: str) -> None:
    assert who
    lines = (("Application", "Vendor", "Seen"), ("Nuage", "ACME", "2026-01-02"))
    text = "\n".join(delimiter.join(line) for line in lines)
    (one,) = sightings.read(text, on=timezone.localdate()).good
    assert (one.name, one.provider, str(one.seen_on)) == ("Nuage", "ACME", "2026-01-02")


def test_a_very_long_value_leaves_its_reason_on_the_screen(who: world.City) -> None:
    page = give(browser(who.owner), b"nom\n" + b"x" * 5000 + b"\n")
    shown = page.split("lignes-refusees.csv")[0].split('type="hidden"')[-1]
    assert "x" * 119 + "…" in page
    assert "<td>" + "x" * 200 not in shown


def test_a_name_that_would_lose_words_is_refused_on_its_line(who: world.City) -> None:
    assert who
    reading = sightings.read("nom\nNuage\nTri <beta>\n", on=timezone.localdate())
    assert [one.name for one in reading.good] == ["Nuage"]
    assert [(one.line, one.refusal.code) for one in reading.rejected] == [(3, "algorithm-text-markup")]
