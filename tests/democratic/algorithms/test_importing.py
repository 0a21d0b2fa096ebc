"""An import writes drafts: all or none, twice without harm, over nobody's hand, and never a decision."""

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from tests.engine.algorithms.exchange.records import DUTCH, read_json
from tests.worlds import algorithms as world

from sobria.city.journal import exporting
from sobria.city.journal.models import Event
from sobria.city.people.roles import Role
from sobria.city.registers import changes
from sobria.democratic.algorithms.exchange.importing import Imported, import_records
from sobria.democratic.algorithms.governance import committee, projects
from sobria.democratic.algorithms.models import Algorithm, Dossier, Version
from sobria.democratic.algorithms.services import save_draft
from sobria.engine.algorithms import content as contents
from sobria.engine.algorithms.exchange.report import Draft
from sobria.engine.algorithms.trail import verify
from sobria.engine.messages import Refusal

pytestmark = pytest.mark.django_db


def drafts(*changed: dict[str, Any]) -> tuple[Draft, ...]:
    return read_json(*(DUTCH | {"lars": f"{rank}"} | one for rank, one in enumerate(changed, start=1))).records


def taken(*changed: dict[str, Any], **more: Any) -> Imported:
    return import_records(drafts(*changed), format="nl-1.0", file_name="register.json", **({"by": None} | more))


def test_each_record_becomes_a_draft_that_nobody_reads_yet() -> None:
    done = taken({}, {"name": "Autre"})
    assert done.created == ["ALG-00001", "ALG-00002"]
    for algorithm in Algorithm.objects.all():
        assert (algorithm.authorisation, algorithm.operation, algorithm.is_public) == ("draft", "not_running", False)
        assert (algorithm.source, algorithm.ai_class, algorithm.owner) == ("nl-1.0", "", None)
        dossier = algorithm.dossiers.get()
        assert (dossier.state, dossier.fingerprint, dossier.transitions.count()) == ("draft", "", 0)
        assert dossier.version.digest == contents.digest(dossier.version.content)
        assert dossier.version.content["phase"] == "operational"


def test_one_event_tells_the_whole_import_and_names_no_file() -> None:
    before = Event.objects.count()
    taken({}, {"name": "Autre"})
    assert Event.objects.count() == before + 1
    exported = [json.loads(line) for line in exporting.lines()]
    (told,) = [one for one in exported if one.get("kind") == "algorithm.imported"]
    assert told["data"]["created"] == 2
    assert set(told["data"]["records"]) == {"ALG-00001", "ALG-00002"}
    assert told["actor"] == "system"
    assert "register.json" not in json.dumps(exported)


def test_the_same_file_twice_changes_nothing_the_second_time() -> None:
    taken({}, {"name": "Autre"})
    events, version = Event.objects.count(), changes.version("algorithms")
    again = taken({}, {"name": "Autre"})
    assert (again.created, again.changed, again.unchanged, again.aside) == ([], [], 2, [])
    assert (Version.objects.count(), Event.objects.count()) == (2, events)
    assert changes.version("algorithms") == version


def test_a_record_that_changed_gets_a_new_version_of_its_draft() -> None:
    taken({}, {"name": "Autre"})
    done = taken({"name": "Nouveau nom"}, {"name": "Autre"})
    assert (done.changed, done.unchanged) == (["ALG-00001"], 1)
    algorithm = Algorithm.objects.get(code="ALG-00001")
    assert algorithm.name == "Nouveau nom"
    version = algorithm.dossiers.get().version
    assert (version.number, version.changed) == (2, ["name"])
    assert taken({"name": "Nouveau nom"}, {"name": "Autre"}).unchanged == 2


def test_what_a_person_wrote_stays_and_the_record_is_set_aside() -> None:
    taken({})
    officer = world.person(Role.OFFICER, "responsable")
    dossier = Dossier.objects.select_related("algorithm").get()
    save_draft(dossier, values={"summary": "Écrit à la main."}, seen=1, by=officer)
    assert taken({}).unchanged == 1
    done = taken({"name": "Nouveau nom"})
    assert [(one.code, one.reason) for one in done.aside] == [("ALG-00001", "algorithms-import-by-hand")]
    assert Version.objects.count() == 2
    assert Algorithm.objects.get().name == "Parkeerscan"


def test_a_dossier_that_left_its_draft_is_not_touched() -> None:
    who = world.city()
    taken({}, by=who.officer)
    dossier = Dossier.objects.select_related("algorithm").get()
    save_draft(dossier, values=world.CONTENT, seen=1, by=who.officer)
    dossier = projects.submit(dossier, seen=2, by=who.officer)
    before = Version.objects.count(), dossier.fingerprint
    done = taken({"name": "Nouveau nom"}, by=who.officer)
    assert [one.reason for one in done.aside] == ["algorithms-import-decided"]
    dossier.refresh_from_db()
    assert (Version.objects.count(), dossier.fingerprint, dossier.state) == (*before, "submitted")


def test_who_imported_stands_on_the_side_of_the_project() -> None:
    who = world.city()
    taken({}, by=who.officer)
    dossier = Dossier.objects.select_related("algorithm").get()
    save_draft(dossier, values=world.CONTENT, seen=1, by=who.officer)
    dossier = projects.submit(dossier, seen=2, by=who.officer)
    with pytest.raises(Refusal):
        committee.admit(dossier, rapporteur=who.officer, by=who.secretary)
    trail = verify(io.BytesIO("".join(exporting.lines()).encode()))
    assert (trail.systems, trail.faults) == (1, [])


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MEMBER, Role.EXECUTIVE, Role.ADMINISTRATOR])
def test_only_those_who_hold_the_register_import(role: Role) -> None:
    with pytest.raises(PermissionDenied):
        taken({}, by=world.person(role, "quelqu-un"))
    assert Algorithm.objects.count() == 0


def test_a_failure_on_the_last_record_leaves_nothing() -> None:
    good, other = drafts({}, {"name": "Autre"})
    bad = replace(other, content=other.content | {"summary": None})
    with pytest.raises(IntegrityError):
        import_records((good, bad), format="nl-1.0", file_name="x.json", by=None)
    assert (Algorithm.objects.count(), Version.objects.count()) == (0, 0)


def test_two_records_with_one_identifier_give_one_draft() -> None:
    (one,) = drafts({})
    done = import_records((one, one), format="nl-1.0", file_name="x.json", by=None)
    assert (len(done.created), [aside.reason for aside in done.aside]) == (1, ["algorithms-import-twice"])


def test_records_are_written_many_at_a_time() -> None:
    records = [{"name": f"Fiche {rank}"} for rank in range(200)]
    with CaptureQueriesContext(connection) as found:
        taken(*records)
    assert len(found) < len(records) / 4
    with CaptureQueriesContext(connection) as again:
        assert taken(*records).unchanged == len(records)
    assert len(again) < 12
