"""To save many cells at once: good ones are written together, the others come back with their text and a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from sobria.city.indicators import grid
from sobria.city.indicators.grid import Cell, Change, Verdict
from sobria.city.indicators.services import SCOPE, enter_value
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers.imports.sentences import language
from sobria.engine.messages import Refusal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch did. `conflicts`: keys that someone wrote meanwhile; the page shows both values."""

    saved: tuple[Verdict, ...]
    refused: tuple[Verdict, ...]

    @property
    def conflicts(self) -> frozenset[str]:
        return frozenset(one.change.key for one in self.refused if one.is_conflict)


@transaction.atomic
def save_cells(
    changes: Sequence[Change],
    *,
    cells: dict[str, Cell],
    method: str,
    source: str,
    today: date,
    is_typed: bool,
    by: User,
) -> Outcome:
    """Write the good cells in one transaction, each through `enter_value`. Raises Refusal without a source.

    `is_typed`: by the reader of the page, so that the language settles what a comma means.
    """
    require(by, WRITERS, scope=SCOPE)
    if not source.strip() or not method.strip():
        raise Refusal("grid-no-method")
    saved, refused = [], []
    for change in changes:
        verdict = grid.judge(change, cells[change.key], today, is_typed=is_typed)
        if verdict.is_written:
            verdict = _write(verdict, method=method, source=source, by=by)
            if verdict.refusal is None:
                saved.append(verdict)
        if verdict.refusal is not None:
            refused.append(verdict)
    return Outcome(tuple(saved), tuple(refused))


def _write(verdict: Verdict, *, method: str, source: str, by: User) -> Verdict:
    cell, change = verdict.cell, verdict.change
    try:
        with transaction.atomic():
            enter_value(
                cell.code, start=cell.start, end=cell.end, value=verdict.read.value,
                method=method, source=source, by=by, seen=cell.version,
            )  # fmt: skip
    except Refusal as refusal:
        shown = {"row": change.row, "column": change.column, "value": change.text.strip()[:80]}
        why = Refusal("grid-cell-refused", why=refusal.sentence(language()), **shown)
        return Verdict(change, cell, verdict.read, why, is_conflict=refusal.code == "indicator-changed")
    return verdict
