"""The check that the law suggests: a strategy holds objectives, each with follow-up indicators, measures and means.

Text: loi REEN, article 35, and its decree (CGCT D. 2311-15-1). Axes and measures are read as objectives.
"""

from dataclasses import dataclass

from sobria.city.strategy.models import Axis, Measure, ProgrammeEdition, State, Strategy


@dataclass(frozen=True, slots=True)
class Objective:
    """One axis or one measure. `measures` None: asked of axes only."""

    code: str
    title: str
    axis: Axis | None
    measure: Measure | None
    measures: int | None
    indicators: bool
    means: bool

    @property
    def is_complete(self) -> bool:
        return self.indicators and self.means and self.measures != 0


@dataclass(frozen=True, slots=True)
class Check:
    programme: ProgrammeEdition | None
    is_adopted: bool
    objectives: list[Objective]

    @property
    def missing(self) -> int:
        found = sum(not one.is_complete for one in self.objectives)
        return found + (self.programme is None) + (not self.is_adopted) + (not self.objectives)


def check(strategy: Strategy) -> Check:
    """Five queries, whatever the number of measures."""
    by_axis: dict[int, list[Measure]] = {}
    for measure in strategy.measures.prefetch_related("indicators", "budget"):
        by_axis.setdefault(measure.axis_id, []).append(measure)
    objectives = []
    for axis in strategy.axes.all():
        held = [_of_measure(measure) for measure in by_axis.get(axis.pk, [])]
        objectives.append(
            Objective(
                code=axis.code,
                title=axis.title,
                axis=axis,
                measure=None,
                measures=len(held),
                indicators=any(one.indicators for one in held),
                means=any(one.means for one in held),
            )
        )
        objectives.extend(held)
    programme = ProgrammeEdition.objects.defer("content").first()
    return Check(programme, strategy.state == State.ADOPTED, objectives)


def _of_measure(measure: Measure) -> Objective:
    return Objective(
        code=measure.code,
        title=measure.title,
        axis=None,
        measure=measure,
        measures=None,
        indicators=bool(measure.indicators.all()),
        means=any(line.amount > 0 for line in measure.budget.all()),
    )
