"""To take a file of the public-service schema: look first, then confirm; the same act answers both.

The look is the act itself, taken back: what it says is what confirming does.
"""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from sobria.city.indicators import exchange, selectors
from sobria.city.indicators.models import Entry
from sobria.city.indicators.services import SCOPE, enter_value
from sobria.city.indicators.target_models import ExchangeImport, ImportedValue
from sobria.city.indicators.targets import current
from sobria.city.indicators.targets_services import set_target
from sobria.city.journal import services as journal
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers import changes
from sobria.city.registers.imports.sentences import language
from sobria.engine.indicators.definitions import Indicator
from sobria.engine.indicators.public_service_schema import VERSION, Reading, Reject, Row, read_rows, write_number
from sobria.engine.messages import Refusal

MAX_MEGABYTES = 2
MEGABYTE = 1_000_000
FILE_METHOD = f"schema-impact-service-public-numerique {VERSION}"
Period = tuple[str, date, date]


@dataclass
class Report:
    """What became of the lines of a file; kept with the import, said again in the reader's language."""

    created: int = 0
    replaced: int = 0
    same: int = 0
    computed: int = 0
    targets: int = 0
    same_targets: int = 0
    approximated: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    raw: dict[str, list[str]] = field(default_factory=dict)

    def reject(self, fault: Reject) -> None:
        self.rejected.append(asdict(fault))

    def approximate(self, line: int, name: str, kept: str) -> None:
        self.approximated.append({"line": line, "column": name, "kept": kept})


def receive(*, name: str, content: bytes, by: User) -> ExchangeImport:
    """Keep the file and look at what it would do; nothing else changes. Raises Refusal when it cannot be read."""
    require(by, WRITERS, scope=SCOPE)
    if len(content) > MAX_MEGABYTES * MEGABYTE:
        raise Refusal("exchange-too-big", limit=MAX_MEGABYTES)
    reading = read_rows(content)
    with transaction.atomic():
        report = _take(reading, None, today=timezone.localdate(), by=by)
        transaction.set_rollback(True)
    return ExchangeImport.objects.create(
        name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        created_at=timezone.now(),
        author=by,
        report=asdict(report),
    )


@transaction.atomic
def confirm(pk: int, *, by: User) -> ExchangeImport:
    """Take the accepted lines, all together; refused ones stay listed. Raises Refusal when it was done before."""
    require(by, WRITERS, scope=SCOPE)
    _leave(pk, ExchangeImport.DONE)
    found = ExchangeImport.objects.get(pk=pk)
    report = _take(read_rows(bytes(found.content)), found, today=timezone.localdate(), by=by)
    found.report, found.content = asdict(report), b""
    found.save(update_fields=["report", "content"])
    counts = {"created": report.created, "replaced": report.replaced, "same": report.same, "targets": report.targets}
    data = counts | {"sha256": found.sha256, "rejected": len({one["line"] for one in report.rejected})}
    journal.record("indicators.imported", by=by, subject=f"indicator-exchange:{pk}", data=data)
    return found


@transaction.atomic
def drop(pk: int, *, by: User) -> None:
    """Give up an import that was not confirmed; its content is forgotten."""
    require(by, WRITERS, scope=SCOPE)
    _leave(pk, ExchangeImport.DROPPED)
    ExchangeImport.objects.filter(pk=pk).update(content=b"")
    journal.record("indicators.import-dropped", by=by, subject=f"indicator-exchange:{pk}", data={})


def _leave(pk: int, state: str) -> None:
    if ExchangeImport.objects.filter(pk=pk, state=ExchangeImport.PREVIEWED).update(state=state) != 1:
        raise Refusal("exchange-stale")


def _take(reading: Reading, source: ExchangeImport | None, *, today: date, by: User) -> Report:
    """Both the look (`source` None) and the act."""
    changes.lock(SCOPE)
    report = Report(header=list(reading.header), dropped=list(reading.dropped))
    for fault in reading.rejected:
        report.reject(fault)
    values, targets = list[tuple[int, Row, Indicator]](), list[tuple[int, Row, Indicator]]()
    for line, row in reading.rows:
        indicator = exchange.indicator_of(row.indicator)
        wrong = _fault(line, row, indicator, today)
        if wrong is not None or indicator is None:
            report.reject(wrong or Reject(line, "indicateur", row.indicator, "exchange-unknown-indicator"))
            report.unknown += [] if indicator or row.indicator in report.unknown else [row.indicator]
        else:
            (targets if row.is_target else values).append((line, row, indicator))
    _take_values(values, report, source, by=by)
    _take_targets(targets, report, by=by)
    refused = {one["line"] for one in report.rejected}
    report.raw = {str(line): list(reading.raw[line]) for line in sorted(refused)}
    return report


def _fault(line: int, row: Row, indicator: Indicator | None, today: date) -> Reject | None:
    if indicator is None:
        return Reject(line, "indicateur", row.indicator[:80], "exchange-unknown-indicator")
    if not exchange.is_unit(indicator, row.unit):
        return Reject(line, "unite_mesure", row.unit[:80], "exchange-unit", exchange.unit(indicator))
    begins = row.start if row.is_period and row.start else row.on
    if not row.is_target and begins > today:
        return Reject(line, "date", row.on.isoformat(), "exchange-future")
    return None


def _standing(codes: Iterable[str]) -> dict[Period, Entry]:
    rows = Entry.objects.filter(code__in=set(codes)).order_by("version")
    return {(row.code, row.start, row.end): row for row in rows}


def _take_values(
    rows: list[tuple[int, Row, Indicator]], report: Report, source: ExchangeImport | None, *, by: User
) -> None:
    standing = _standing(indicator.code for _line, _row, indicator in rows)
    computed = _computed_periods()
    seen: dict[Period, int] = {}
    for line, row, indicator in rows:
        period = (indicator.code, row.start if row.is_period and row.start else row.on, row.on)
        if period in seen:
            report.reject(Reject(line, "date", str(seen[period]), "exchange-twice"))
            continue
        seen[period] = line
        if period in computed:
            _beside_computed(line, row, computed[period], report)
            continue
        _approximations(line, row, report)
        try:
            content = _content(row)
            with transaction.atomic():
                _say(period, content, standing.get(period), report, by=by)
                _remember(period, row, source)
        except (Refusal, ValueError) as error:
            said = error.sentence(language()) if isinstance(error, Refusal) else row.comment[:80]
            report.reject(Reject(line, "valeur", write_number(row.value), "exchange-refused", said))


def _beside_computed(line: int, row: Row, computed: float, report: Report) -> None:
    """The value a register computes changes nothing when the file says the same; another one is refused."""
    if math.isclose(row.value, computed, rel_tol=1e-9, abs_tol=1e-12):
        report.computed += 1
    else:
        report.reject(Reject(line, "valeur", write_number(row.value), "exchange-computed"))


def _computed_periods() -> dict[Period, float]:
    """Periods a register of this site computes, and their values."""
    return {
        (code, one.value.start, one.value.end): one.value.value
        for code, series in selectors.past_book(timezone.localdate()).series.items()
        for one in series
        if one.value.origin == "computed" and one.value.value is not None
    }


def _content(row: Row) -> dict[str, Any]:
    said = exchange.details(row)
    return {
        "value": row.value,
        "low": said.low,
        "high": said.high,
        "letter": said.letter,
        "coverage": said.coverage,
        "method": said.method or FILE_METHOD,
        "source": row.source[:300],
        "evidence": said.evidence,
        "note": said.note,
    }


def _say(period: Period, content: dict[str, Any], before: Entry | None, report: Report, *, by: User) -> None:
    code, start, end = period
    is_standing = before is not None and not before.withdrawn
    if before is not None and is_standing and not content["note"]:
        content["note"] = before.note  # our own files leave notes out: taking one again must not lose them
    if is_standing and all(_plain(getattr(before, name)) == _plain(said) for name, said in content.items()):
        report.same += 1
        return
    enter_value(code, start=start, end=end, by=by, origin=Entry.Origin.IMPORTED, **content)
    report.created += not is_standing
    report.replaced += is_standing


def _plain(said: object) -> object:
    """Spaces and line ends do not go through a file: they make no difference."""
    return " ".join(said.split()) if isinstance(said, str) else said


def _remember(period: Period, row: Row, source: ExchangeImport | None) -> None:
    """What the row said that a value has no place for; not while only looking."""
    if source is None:
        return
    code, start, end = period
    facts = {"value": row.value, "is_automated": row.is_automated, "dataviz": row.dataviz, "source": source}
    ImportedValue.objects.update_or_create(code=code, start=start, end=end, defaults=facts)


def _approximations(line: int, row: Row, report: Report) -> None:
    if not row.is_period and row.start is not None:
        report.approximate(line, "date_debut", row.on.isoformat())
    if len(row.source) > 300:  # noqa: PLR2004 - length of the source of a value
        report.approximate(line, "source_collecte", row.source[:80])


def _take_targets(rows: list[tuple[int, Row, Indicator]], report: Report, *, by: User) -> None:
    for indicator, lines in exchange.by_indicator(rows):
        first_line, first = lines[0]
        mixed = [line for line, row in lines if (row.comment, row.source) != (first.comment, first.source)]
        if mixed:
            for line, row in lines:
                report.reject(Reject(line, "commentaires", row.comment[:80], "exchange-target-mixed"))
            continue
        try:
            with transaction.atomic():
                _set(indicator, [row for _line, row in lines], report, first_line, by=by)
        except (Refusal, ValueError) as error:
            said = error.sentence(language()) if isinstance(error, Refusal) else first.comment[:80]
            for line, row in lines:
                report.reject(Reject(line, "valeur", write_number(row.value), "exchange-target-refused", said))


def _set(indicator: Indicator, rows: list[Row], report: Report, line: int, *, by: User) -> None:
    trajectory = exchange.trajectory_of(rows)
    number, version = current(indicator.code)
    if version is not None and version.trajectory == trajectory and version.source == rows[0].source[:300]:
        report.same_targets += 1
        return
    set_target(
        indicator.code, baseline_date=trajectory.baseline_date, baseline=trajectory.baseline, steps=trajectory.steps,
        shape=trajectory.shape, source=rows[0].source[:300], reason=FILE_METHOD, by=by, seen=number,
    )  # fmt: skip
    report.targets += 1
    if exchange.SHAPE not in rows[0].comment:
        report.approximate(line, "est_cible", trajectory.shape)
