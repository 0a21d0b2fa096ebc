"""An outsider replays the exported journal: what was done passes, what was forged is named."""

import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from tests.worlds import algorithms as world
from tests.worlds.emptying import empty_database

from sobria.city.journal import exporting
from sobria.cli.main import main
from sobria.democratic.algorithms.governance import deciding, serving
from sobria.engine.algorithms.trail import Trail, verify

pytestmark = pytest.mark.django_db
PRIOR = [{"text": "Former", "is_prior": True, "due_on": ""}]


@pytest.fixture(scope="module")
def lines(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> list[str]:
    with django_db_blocker.unblock():
        try:
            return list(_whole_life())
        finally:
            empty_database()


@pytest.fixture
def events(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def _whole_life() -> Iterable[str]:
    """A whole life: conditions, evidence, service, suspension for a risk, a new opinion, service again."""
    who = world.city()
    dossier = world.in_review(who)
    world.opinion(who, dossier, sense="conditions", conditions=PRIOR)
    decision = world.decided(who, dossier, sense="approved_with_conditions", conditions=PRIOR)
    evidence = serving.give_evidence(decision.conditions.get(), text="Fait", by=who.owner)
    serving.check_evidence(evidence, accepted=True, by=who.officer)
    dossier.refresh_from_db()
    dossier = serving.start_service(dossier, notices=True, by=who.owner)
    deciding.suspend(dossier, reason="Biais", for_risk=True, by=who.dpo)
    dossier.refresh_from_db()
    world.opinion(who, dossier)
    said = {"reference": "AR-2", "dated": timezone.localdate(), "reasons": "Corrigé", "seen": dossier.fingerprint}
    deciding.resume(dossier, **said, by=who.mayor)
    return exporting.lines()


def replay(events: list[dict[str, Any]]) -> Trail:
    return verify(io.BytesIO("".join(f"{json.dumps(one)}\n" for one in events).encode()))


def codes(events: list[dict[str, Any]]) -> set[str]:
    return {fault.code for fault in replay(events).faults}


def first(events: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    return next(one for one in events if one.get("kind") == f"algorithm.{kind}")


def test_what_was_done_passes(events: list[dict[str, Any]]) -> None:
    found = replay(events)
    assert found.faults == []
    assert (found.systems, found.dossiers, found.decisions, found.votes) == (1, 1, 2, 6)


def voter(events: list[dict[str, Any]]) -> str:
    return str(first(events, "voted")["data"]["by"])


FORGERIES: dict[str, Callable[[list[dict[str, Any]]], object]] = {
    "trail-no-opinion": lambda found: found.remove(first(found, "give_opinion")),
    "trail-no-decision": lambda found: found.remove(first(found, "decide")),
    "trail-conditions-open": lambda found: found.remove(first(found, "evidence-checked")),
    "trail-not-voted": lambda found: found.remove(first(found, "voted")),
    "trail-other-content": lambda found: first(found, "decide")["data"].update(fingerprint="0" * 64),
    "trail-prohibited": lambda found: first(found, "decide")["data"].update({"class": "prohibited"}),
    "trail-backdated": lambda found: first(found, "decide")["data"].update(dated="2020-01-01"),
    "trail-both-sides": lambda found: first(found, "decide")["data"].update(by=voter(found)),
    "trail-own-file": lambda found: first(found, "decide")["data"].update(by=first(found, "submit")["data"]["by"]),
    "trail-voted-twice": lambda found: found.append(first(found, "voted")),
    "trail-no-mandate": lambda found: first(found, "voted")["data"].update(by="person:999999"),
    "trail-second-person": lambda found: first(found, "evidence-checked")["data"].update(
        by=first(found, "evidence-given")["data"]["by"]
    ),
    "trail-no-way": lambda found: first(found, "start_service")["data"].update(before="draft"),
}


@pytest.mark.parametrize("code", FORGERIES)
def test_what_was_forged_is_named(events: list[dict[str, Any]], code: str) -> None:
    FORGERIES[code](events)
    assert code in codes(events)


def test_a_mandate_begins_at_the_midnight_of_the_city() -> None:
    """Past midnight in Paris, the journal still writes the day before."""
    with time_machine.travel("2026-11-25T23:30:00Z"):
        who = world.city()
        world.opinion(who, world.in_review(who))
        told = [json.loads(line) for line in exporting.lines()]
    assert first(told, "voted")["recorded_at"].startswith("2026-11-25")
    assert first(told, "voted")["data"]["on"] == "2026-11-26"
    assert codes(told) == set()
    first(told, "voted")["data"]["on"] = "2026-11-28"
    assert codes(told) == {"trail-no-mandate"}


def test_a_recused_vote_is_named(events: list[dict[str, Any]]) -> None:
    cast = first(events, "voted")
    recusal = {**cast, "kind": "algorithm.recused"}
    events.insert(events.index(cast), recusal)
    assert "trail-recused" in codes(events)


def test_the_command_says_so_and_by_its_status(
    lines: list[str], events: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = tmp_path / "journal.jsonl"
    good.write_text("".join(lines), encoding="utf-8")
    assert main(["trail", str(good), "--lang", "en"]) == 0
    assert "1 systems, 1 dossiers, 2 decisions, 6 votes: every move follows the rules." in capsys.readouterr().out
    bad = tmp_path / "bad.jsonl"
    bad.write_text(good.read_text(encoding="utf-8").replace('"approved_with_conditions"', '"approved"'), "utf-8")
    assert main(["trail", str(bad), "--lang", "fr"]) == 1
    assert "La chaîne du journal est rompue" in capsys.readouterr().out
    assert main(["trail", str(bad), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["chain_whole"] is False
    assert main(["trail", str(tmp_path / "absent.jsonl")]) == 2
    assert events
