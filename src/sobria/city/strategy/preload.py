"""A published strategy as a first draft: the commitments of Paris, in our own words, through the ordinary acts."""

from typing import Any

from django.db import transaction

from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers import changes
from sobria.city.strategy import services
from sobria.city.strategy.models import Status, Strategy
from sobria.engine.messages import Language
from sobria.engine.strategy import examples
from sobria.engine.strategy.examples import Claim, Example, ExampleMeasure
from sobria.engine.strategy.phrases import announced, claimed

EXAMPLE = "paris"
# What a publication says of a commitment, as a status of ours: announced is not begun.
STATUSES = {"announced": Status.PLANNED}


@transaction.atomic
def load_example(by: User, *, language: Language = "fr") -> Strategy:
    """The example as a draft, with its axes and measures; the one already loaded, if there is one.

    All of it or nothing. Raises PermissionDenied.
    """
    require(by, WRITERS, scope=services.SCOPE)
    changes.lock(services.SCOPE)
    loaded = Strategy.objects.filter(example=EXAMPLE).order_by("pk").first()
    if loaded is not None:
        return loaded
    example = examples.load_example(EXAMPLE)
    values = {
        "title": example.title.to(language),
        "text": example.text.to(language),
        "language": language,
        "source": example.source,
        "example": EXAMPLE,
    }
    strategy = services.create_strategy(values=values, by=by)
    for axis in example.axes:
        services.create_axis(strategy, code=axis.code, title=axis.title.to(language), pillar=axis.pillar, by=by)
    for measure in example.measures:
        claims = [claim for claim in example.claims if claim.measure == measure.code]
        fiche = _fiche(example, measure, claims, language)
        services.create_measure(strategy, code=measure.code, values=fiche, by=by)
    return strategy


def _fiche(example: Example, measure: ExampleMeasure, claims: list[Claim], language: Language) -> dict[str, Any]:
    day, reference = example.published_on, example.reference.to(language)
    notes = [announced(example, measure.commitment).to(language)]
    notes += [claimed(claim.standing, claim.text).to(language) for claim in claims]
    return {
        "axis": measure.axis,
        "title": measure.title.to(language),
        "description": measure.description.to(language),
        "status": STATUSES[measure.status],
        "source": measure.source,
        "indicators": list(measure.indicators),
        "duties": list(measure.duties),
        "registers": list(measure.registers),
        "notes": [{"date": day, "text": note} for note in notes],
        "documents": [{"title": reference, "url": measure.source, "date": day}],
    }
