"""Targets are versions: set, changed by two people, withdrawn, and read as of any day."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sobria.city.indicators import targets
from sobria.city.indicators.services import enter_value
from sobria.city.indicators.target_models import TargetVersion
from sobria.city.indicators.targets_services import set_target, withdraw_target
from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.engine.indicators.definitions import load_indicators
from sobria.engine.indicators.trajectory import Trajectory, standing
from sobria.engine.indicators.value import Value
from sobria.engine.messages import Refusal

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
START = date(2024, 12, 31)
FORM = "/bureau/indicateurs/S12/cible/"
PAGE = "/indicateurs/S12/cible/"


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel("2026-11-24 10:00:00+01:00", tick=False):
        yield


def promise(by: User, *, to: float = 50.0, seen: int | None = None, code: str = "S12") -> TargetVersion:
    return set_target(
        code, baseline_date=START, baseline=10.0, steps=[(date(2026, 12, 31), to)], shape="linear",
        source="Délibération 2025-12", by=by, seen=seen,
    )  # fmt: skip


def bought(by: User, amount: float | None, *, code: str = "S12") -> None:
    enter_value(
        code, start=date(2025, 1, 1), end=date(2025, 12, 31), value=amount, method="relevé", source="Achats", by=by
    )


def posted(**changed: object) -> dict[str, object]:
    return {
        "seen": "0", "shape": "linear", "baseline_date": "2024-12-31", "baseline": "10",
        "step-date": ["2026-12-31", ""], "step-value": ["50", ""], "source": "Délibération", "reason": "",
    } | changed  # fmt: skip


def test_changing_a_target_moves_the_gap(officer: User) -> None:
    bought(officer, 30.0)
    promise(officer)
    assert targets.targets(TODAY)["S12"].standing.gap == 0.0
    promise(officer, to=90.0)
    view = targets.targets(TODAY)["S12"]
    assert (view.standing.expected, view.standing.gap, view.standing.state) == (50.0, -20.0, "behind")
    assert view.legal_standing is not None
    assert view.legal_standing.gap == 10.0


def test_every_change_is_in_the_journal_without_naming_anyone(officer: User) -> None:
    promise(officer)
    withdraw_target("S12", reason="refonte", by=officer)
    told = list(Event.objects.filter(kind__startswith="target").values_list("kind", "subject"))
    assert told == [("target.set", "indicator:S12"), ("target.withdrawn", "indicator:S12")]


def test_a_past_day_shows_the_target_of_that_day(officer: User) -> None:
    promise(officer)
    with time_machine.travel("2026-12-01 10:00:00+01:00", tick=False):
        promise(officer, to=70.0)
        withdraw_target("S12", reason="", by=officer)
    assert targets.targets(date(2026, 11, 23)) == {}
    assert targets.targets(date(2026, 11, 30))["S12"].version == 1
    assert targets.targets(date(2026, 12, 1)) == {}
    assert [one.number for one in targets.history("S12", date(2026, 12, 1))] == [3, 2, 1]


def test_a_second_saver_is_refused_and_the_first_version_stays(officer: User) -> None:
    promise(officer, seen=0)
    with pytest.raises(Refusal) as refused:
        promise(officer, to=70.0, seen=0)
    assert refused.value.code == "target-changed"
    assert TargetVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"baseline": None, "baseline_date": None}, "target-no-baseline"),
        ({"source": " "}, "target-no-source"),
        ({"steps": [(date(2026, 1, 1), 120.0)]}, "target-bounds"),
        ({"steps": []}, "target-no-step"),
    ],
)
def test_a_target_that_cannot_be_is_refused(officer: User, facts: dict[str, object], code: str) -> None:
    good = {
        "baseline": 1.0,
        "baseline_date": START,
        "steps": [(date(2026, 1, 1), 2.0)],
        "source": "D",
        "shape": "linear",
    }
    with pytest.raises(Refusal) as refused:
        set_target("S12", by=officer, **(good | facts))  # type: ignore[arg-type]
    assert refused.value.code == code
    assert not TargetVersion.objects.exists()


def test_an_unknown_indicator_has_no_target(officer: User) -> None:
    with pytest.raises(Refusal):
        promise(officer, code="Z9")


def test_who_only_reads_sets_nothing(auditor: User, reading_desk: Client) -> None:
    with pytest.raises(PermissionDenied):
        promise(auditor)
    assert reading_desk.post(FORM, posted()).status_code == 403
    assert not TargetVersion.objects.exists()


def test_the_page_says_the_gap_and_the_law_to_everyone(client: Client, officer: User) -> None:
    bought(officer, 18.0)
    promise(officer)
    text = client.get(PAGE).content.decode()
    assert "Achats issus du réemploi : en retard de 12,0" in text
    assert "Loi AGEC, article 58" in text
    assert "Délibération 2025-12" in text
    assert "<svg" in text


def test_the_page_without_target_says_what_to_do(client: Client) -> None:
    text = client.get("/indicateurs/D3/cible/").content.decode()
    assert "la ville n’a pas fixé de cible" in text
    assert client.get("/indicateurs/Z9/cible/").status_code == 404


def test_the_law_is_drawn_where_the_city_has_set_nothing(client: Client) -> None:
    text = client.get(PAGE).content.decode()
    assert "Cible légale" in text
    assert "<svg" in text


def test_a_target_that_changes_says_why(desk: Client, officer: User) -> None:
    promise(officer)
    assert desk.post(FORM, posted(seen="1", reason=" ")).status_code == 422
    assert desk.post(FORM, posted(seen="1", reason="Moins d’achats")).status_code == 302


def test_english_pages_write_dates_one_way(client: Client, officer: User) -> None:
    promise(officer)
    page = client.get("/en" + PAGE + "?date=2027-06-30").content.decode()
    assert "Expected on 30 Jun 2027" in page
    assert "31 December 2026" in page
    assert "6/30/2027" not in page


def test_a_day_to_come_says_what_is_promised_and_that_nothing_is_known(client: Client, officer: User) -> None:
    bought(officer, 18.0)
    promise(officer)
    with time_machine.travel("2026-11-24 10:00:00+01:00", tick=False):
        text = client.get(f"{PAGE}?date=2027-06-30").content.decode()
        assert "n’est pas encore venu" in text
        assert "Attendu au 30/06/2027 : 50,0" in text
        assert "valeur pas encore connue" in text
        assert 'value="2027-06-30"' in text
        home = client.get("/indicateurs/?date=2027-06-30").content.decode()
        assert "Attendu au 30/06/2027 : 50,0" in home
        entry = client.get("/indicateurs/S12/?date=2027-06-30").content.decode()
        assert "n’est pas encore venu" in entry
        assert "Attendu au 30/06/2027 : 50,0" in entry
        assert "Rien n’est dit avant 2000" in client.get(f"{PAGE}?date=0001-01-01").content.decode()


def test_pages_of_indicators_say_what_was_known_on_a_past_day(client: Client, officer: User) -> None:
    bought(officer, 18.0)
    entry = client.get("/indicateurs/S12/?date=2020-06-30").content.decode()
    assert "Vous lisez l’état au 30/06/2020" in entry
    assert "18,0" not in entry
    assert 'name="date"' in client.get("/indicateurs/").content.decode()
    assert "18,0" not in client.get("/indicateurs/?date=2020-06-30").content.decode()


def test_a_gap_is_the_one_of_the_numbers_shown_and_of_percentages_in_points() -> None:
    indicator = load_indicators()["S12"]
    year = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}
    value = Value(code="S12", **year, unit=indicator.unit, value=83.54)
    held = standing(Trajectory(None, None, ((date(2025, 1, 1), 90.46),), "stepped"), "up", value, date(2026, 1, 1))
    assert targets.gap_words(indicator, held, value, signed=True) == "\N{MINUS SIGN}7,0\N{NO-BREAK SPACE}points"


def test_a_day_that_cannot_be_read_is_said(client: Client) -> None:
    assert "n’est pas une date" in client.get(f"{PAGE}?date=hier").content.decode()


def test_an_unknown_value_is_said_unknown_and_a_wide_interval_indistinct(client: Client, officer: User) -> None:
    promise(officer)
    assert "inconnu : aucune valeur" in client.get(PAGE).content.decode()
    enter_value(
        "S12", start=date(2025, 1, 1), end=date(2025, 12, 31), value=28.0, low=20.0, high=40.0,
        method="m", source="s", by=officer,
    )  # fmt: skip
    assert "indistinct de la cible" in client.get(PAGE).content.decode()


def test_the_form_saves_and_shows_the_new_target(desk: Client) -> None:
    assert desk.get(FORM).status_code == 200
    answer = desk.post(FORM, posted(**{"step-value": ["45,5", ""]}), follow=True)
    assert "Cible enregistrée" in answer.content.decode()
    assert targets.targets(TODAY)["S12"].trajectory.steps == ((date(2026, 12, 31), 45.5),)
    assert 'value="45,5"' in desk.get(FORM).content.decode()


def test_rows_are_added_without_script_and_keep_what_was_typed(desk: Client) -> None:
    text = desk.post(FORM, posted(**{"add-rows": "1"})).content.decode()
    assert text.count('name="step-date"') == 5
    assert 'value="2026-12-31"' in text
    assert not TargetVersion.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"baseline": "dix"}, "n’est pas un nombre"),
        ({"baseline": "", "baseline_date": ""}, "part d’une situation de départ"),
        ({"step-date": ["demain", ""]}, "n’est pas une date"),
        ({"step-value": ["", ""]}, "donnez la date et la valeur"),
        ({"step-value": ["n.d.", ""]}, "ne peut pas être inconnue"),
        ({"step-date": ["2026-12-31", "2025-12-31"], "step-value": ["1", "2"]}, "se chevauchent"),
        ({"seen": "perdu"}, "a changé pendant"),
    ],
)
def test_a_faulty_form_says_why_and_keeps_what_was_typed(desk: Client, changed: dict[str, object], words: str) -> None:
    answer = desk.post(FORM, posted(**changed))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Délibération" in answer.content.decode()
    assert not TargetVersion.objects.exists()


def test_the_second_saver_sees_both_versions_then_may_save(desk: Client, officer: User) -> None:
    promise(officer, to=33.0)
    answer = desk.post(FORM, posted())
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Version 1, enregistrée entre-temps" in text
    assert "33" in text
    assert 'name="step-value" value="50"' in text
    assert 'name="seen" value="1"' in text
    assert desk.post(FORM, posted(seen="1", reason="Un accord")).status_code == 302
    assert TargetVersion.objects.count() == 2


def test_withdrawing_asks_first(desk: Client, officer: User) -> None:
    promise(officer)
    address = f"{FORM}retirer/"
    assert "n’aura plus de cible" in desk.get(address).content.decode()
    assert targets.targets(TODAY)
    assert desk.post(address, {"seen": "0"}).status_code == 422
    assert desk.post(address, {"seen": "1", "reason": "refonte"}).status_code == 302
    assert targets.targets(TODAY) == {}
    assert desk.post(address, {"seen": "2"}).status_code == 422


def test_reading_targets_costs_the_same_for_one_and_for_all(officer: User) -> None:
    targets.targets(TODAY)
    promise(officer)
    with CaptureQueriesContext(
        connection,
    ) as few:
        targets.targets(TODAY)
    for code, one in load_indicators().items():
        set_target(
            code, baseline_date=START, baseline=one.minimum or 0.0, steps=[(date(2027, 1, 1), one.minimum or 0.0)],
            shape="linear", source="D", by=officer,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        assert len(targets.targets(TODAY)) >= 60
    assert len(many) == len(few)


def test_the_pages_are_in_english_too(client: Client, officer: User) -> None:
    promise(officer)
    text = client.get(f"/en{PAGE}").content.decode()
    assert "Purchases of reused goods" in text
    assert "AGEC law, article 58" in text
