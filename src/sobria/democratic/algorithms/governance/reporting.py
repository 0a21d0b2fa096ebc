"""A resident's report of a system that the register did not know, once somebody declares it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from sobria.city.people.models import User
from sobria.democratic.algorithms.governance.moving import tell
from sobria.democratic.algorithms.governance.watching import observe_unknown, require_reader
from sobria.democratic.algorithms.models import Algorithm
from sobria.democratic.algorithms.models.watch import Observation, Question
from sobria.engine.messages import Refusal


@transaction.atomic
def declare(
    question: Question, *, values: Mapping[str, Any], operation: str, seen_on: date, detail: str = "", by: User
) -> Algorithm:
    """Begin the record of what was reported, and tie the report to it: its answer will be read there.

    Raises Refusal when the report has met a record meanwhile.
    """
    require_reader(by, question)
    source = Observation.Source.RESIDENT
    found = observe_unknown(values=values, operation=operation, seen_on=seen_on, source=source, detail=detail, by=by)
    if Question.objects.filter(pk=question.pk, algorithm=None).update(algorithm=found) != 1:
        raise Refusal("algorithm-report-tied")
    tell("report-tied", found, by=by, data={"question": question.pk})
    return found
