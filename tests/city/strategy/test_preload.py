"""The example is loaded once, whole, by the ordinary acts."""

import pytest
from django.core.exceptions import PermissionDenied

from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.city.strategy import preload
from sobria.city.strategy.models import Measure, State, Strategy
from sobria.engine.strategy.examples import load_example

pytestmark = pytest.mark.django_db


def test_every_commitment_becomes_a_measure_with_its_links_and_its_source(officer: User) -> None:
    strategy = preload.load_example(officer)
    example = load_example("paris")
    assert strategy.state == State.DRAFT
    assert strategy.measures.count() == len(example.measures) == 25
    measure = strategy.measures.get(code="PARIS-S2")
    assert [link.code for link in measure.registers.all()] == ["equipment"]
    assert "S14" in [link.code for link in measure.indicators.all()]
    assert "reen-16-reuse" in [link.code for link in measure.duties.all()]
    assert measure.source.endswith("33227")
    assert "paris.fr, page 33227" in measure.documents.get().title


def test_a_claim_is_noted_as_unverified(officer: User) -> None:
    preload.load_example(officer)
    notes = [note.text for note in Measure.objects.get(code="PARIS-D6").notes.all()]
    assert any("non vérifié" in note for note in notes)


def test_loading_twice_changes_nothing(officer: User) -> None:
    first = preload.load_example(officer)
    events = Event.objects.count()
    assert preload.load_example(officer) == first
    assert Event.objects.count() == events
    assert Strategy.objects.count() == 1


def test_each_act_is_in_the_journal(officer: User) -> None:
    preload.load_example(officer)
    assert Event.objects.filter(kind="measure.created").count() == 25


def test_who_only_reads_cannot_load_it(auditor: User) -> None:
    with pytest.raises(PermissionDenied):
        preload.load_example(auditor)
    assert not Strategy.objects.exists()


def test_it_can_be_loaded_in_english(officer: User) -> None:
    strategy = preload.load_example(officer, language="en")
    assert strategy.language == "en"
    assert "Reuse" in strategy.measures.get(code="PARIS-S2").title
