"""The footprint as a readable page of text: totals, breakdowns, what drives the interval, what is missing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sobria.cli.display import MISSING, estimate, percent, rounded, scale, shortened, table
from sobria.engine.footprint.catalogue import Catalogue
from sobria.engine.footprint.compare import PackTotal
from sobria.engine.footprint.listing import Excluded, Reject, Unmatched
from sobria.engine.footprint.result import Figure, Footprint
from sobria.engine.footprint.shares import Share, ShareFault
from sobria.engine.messages import Language, codes, say
from sobria.engine.quantities import Estimate, Quantity

MOST_ENTITIES = 20
MOST_DRIVERS = 3
LEAST_SHARE = 0.01
SOURCE_WIDTH = 60
MOST_REJECTS = 10


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the page needs. `why`: how the files were recognised, in sentences."""

    footprint: Footprint
    catalogue: Catalogue
    why: Sequence[str]
    decisions: Sequence[str]
    rejects: Sequence[Reject]
    unmatched: Sequence[Unmatched]
    exclusions: Sequence[Excluded]
    shares: Sequence[Share]
    share_faults: Sequence[ShareFault]
    language: Language

    def text(self) -> str:
        parts = (
            self._head(),
            self._totals(),
            self._breakdown("category"),
            self._breakdown("stage"),
            self._breakdown("entity"),
            self._shares(),
            self._drivers(),
            self._unmatched(),
            self._missing(),
            self._rejected(),
            self._assumptions(),
        )
        return "\n\n".join("\n".join(part) for part in map(list, parts) if part) + "\n"

    def _say(self, code: str, **params: object) -> str:
        return say(f"cli-{code}", self.language, **params)

    def _count(self, value: float) -> str:
        text = f"{value:,.0f}"
        return text if self.language == "en" else text.replace(",", "\u202f")

    def _head(self) -> Iterator[str]:
        yield from self.why
        lines = self.footprint.lines
        yield self._say(
            "lines",
            **{
                name: self._count(getattr(lines, name))
                for name in ("read", "accepted", "rejected", "matched", "unmatched")
            },
        )
        if not lines.accepted:
            yield self._say("nothing-accepted")
        year = self.footprint.year
        yield self._say("unit-one-year") if year is None else self._say("unit-year", year=year)

    def _of(self, **scope: object) -> list[Figure]:
        wanted = {"stage": None, "category": None, "entity": None, **scope}
        return [one for one in self.footprint.figures if all(_fits(one, name, wanted[name]) for name in wanted)]

    def _totals(self) -> Iterator[str]:
        rows = []
        partial = False
        for figure in self._of():
            partial = partial or _is_partial(figure)
            rows.append(self._total_row(self._criterion(figure.criterion), figure))
        yield self._say("title-totals")
        yield table([self._say(f"column-{name}") for name in _TOTAL_COLUMNS], rows)
        if partial:
            yield "  " + self._say("partial")

    def _total_row(self, label: str, figure: Figure) -> list[str]:
        quantity = figure.quantity
        if not isinstance(quantity, Estimate):
            return [label, self._say("unknown"), MISSING, quantity.unit, percent(0.0, language=self.language), MISSING]
        divisor, unit = scale([quantity.value], quantity.unit)
        middle = estimate(
            Estimate(quantity.p50, quantity.low, quantity.p50, quantity.high, quantity.unit, 1.0),
            divisor=divisor,
            language=self.language,
        )
        return [
            label,
            estimate(quantity, divisor=divisor, language=self.language),
            middle.split(" [")[0],
            unit,
            percent(quantity.coverage, language=self.language) + (" *" if _is_partial(figure) else ""),
            percent(figure.gwp_coverage, language=self.language),
        ]

    def _breakdown(self, dimension: str) -> Iterator[str]:
        figures = self._of(**{dimension: _ANY})
        totals = {one.criterion: one.quantity for one in self._of() if isinstance(one.quantity, Estimate)}
        columns = list(totals)
        if not figures or not columns:
            return
        by_scope: dict[str, dict[str, Quantity]] = {}
        for figure in figures:
            by_scope.setdefault(getattr(figure, dimension), {})[figure.criterion] = figure.quantity
        scales = {code: scale([total.value], total.unit) for code, total in totals.items()}
        ranked = sorted(by_scope, key=lambda name: (-_weight(by_scope[name], columns[0]), name))
        rows = [
            [self._label(dimension, name)]
            + [
                estimate(by_scope[name][code], divisor=scales[code][0], language=self.language)
                if code in by_scope[name]
                else MISSING
                for code in columns
            ]
            for name in ranked[:MOST_ENTITIES]
        ]
        yield self._say(f"title-by-{dimension}")
        yield table([self._say(f"column-{dimension}"), *(f"{code} ({scales[code][1]})" for code in columns)], rows)
        if len(ranked) > MOST_ENTITIES:
            yield "  " + self._say("more", count=len(ranked) - MOST_ENTITIES)

    def _shares(self) -> Iterator[str]:
        if not self.shares:
            return
        divisor, unit = scale([one.gwp for one in self.shares if one.gwp is not None], self._unit("gwp"))
        yield self._say("title-shares")
        yield table(
            [
                *(self._say(f"column-{name}") for name in ("share-kind", "item", "host", "share-of-host")),
                f"gwp ({unit})",
            ],
            [
                [
                    self._say(f"kind-{one.kind}"),
                    one.item or MISSING,
                    one.host or MISSING,
                    percent(one.share, language=self.language),
                    rounded(one.gwp, divisor=divisor, language=self.language),
                ]
                for one in self.shares
            ],
            left=3,
        )
        for fault in self.share_faults[:MOST_ENTITIES]:
            total = percent(fault.total, language=self.language)
            yield "  " + self._say("share-fault", host=fault.host, machines=fault.machines, total=total)

    def _drivers(self) -> Iterator[str]:
        rows: list[list[str]] = []
        seen: dict[str, int] = {}
        for one in self.footprint.drivers:
            seen[one.criterion] = seen.get(one.criterion, 0) + 1
            if seen[one.criterion] <= MOST_DRIVERS and one.share >= LEAST_SHARE:
                label = f"{self._label('category', one.category)}, {self._label('stage', one.stage)}"
                share = f"{100 * one.share:.0f}"
                rows.append([one.criterion, label, shortened(one.source, SOURCE_WIDTH), share])
        if rows:
            yield self._say("title-drivers")
            yield table(
                [self._say(f"column-{name}") for name in ("criterion", "factor", "source", "share")], rows, left=3
            )
            yield "  " + self._say("drivers-rest")

    def _unmatched(self) -> Iterator[str]:
        if self.unmatched:
            yield self._say("title-unmatched")
            yield table(
                [self._say(f"column-{name}") for name in ("declared", "maker", "model", "lines")],
                [
                    [one.category or MISSING, one.manufacturer or MISSING, one.model or MISSING, self._count(one.lines)]
                    for one in self.unmatched
                ],
                left=3,
            )
        if self.exclusions:
            if self.unmatched:
                yield ""
            yield self._say("title-excluded")
            yield table(
                [self._say("column-reason"), self._say("column-lines")],
                [[self._label("category", one.code), self._count(one.lines)] for one in self.exclusions],
            )

    def _missing(self) -> Iterator[str]:
        lacks = [(figure.criterion, self._lacking(figure.missing)) for figure in self._of() if figure.missing]
        if lacks:
            yield self._say("title-missing")
            yield from ("  " + self._say("lacking", criterion=code, what=what) for code, what in lacks)

    def _lacking(self, missing: Iterable[str]) -> str:
        by_kind: dict[str, list[str]] = {}
        for one in missing:
            kind, _, what = one.partition(":")
            by_kind.setdefault(kind, []).append(self._label("category", what) if kind != "mix" else what)
        return " ; ".join(self._say(f"lacks-{kind}", what=", ".join(whats)) for kind, whats in sorted(by_kind.items()))

    def _rejected(self) -> Iterator[str]:
        if self.rejects:
            yield self._say("title-rejects", count=self._count(len(self.rejects)))
            yield from (
                "  " + self._say("reject", file=one.file, line=one.line, reason=one.reason)
                for one in self.rejects[:MOST_REJECTS]
            )
            if len(self.rejects) > MOST_REJECTS:
                yield "  " + self._say("more-rejects", count=self._count(len(self.rejects) - MOST_REJECTS))

    def _assumptions(self) -> Iterator[str]:
        yield self._say("title-assumptions")
        yield from (f"  - {one.sentence(self.language)}" for one in self.footprint.assumptions)
        yield from (f"  - {one}" for one in self.decisions)
        yield "  " + self._say("method", method=self.footprint.method, packs=", ".join(self.footprint.packs))

    def _criterion(self, code: str) -> str:
        return f"{self.catalogue.criteria[code].label(self.language)} ({code})"

    def _unit(self, code: str) -> str:
        return self.catalogue.criteria[code].unit

    def _label(self, dimension: str, code: str) -> str:
        if dimension == "category":
            category = self.catalogue.categories.get(code)
            return category.label(self.language) if category else self._known(f"excluded-{code}", code)
        if dimension == "stage":
            return self._known(f"stage-name-{code}", code)
        return code or self._say("no-entity")

    def _known(self, name: str, code: str) -> str:
        return self._say(name) if f"cli-{name}" in codes() else code


def packs_text(totals: Sequence[PackTotal], catalogue: Catalogue, *, language: Language) -> str:
    """Totals under each pack side by side; a pack that changes nothing here is only named."""
    first = {one.criterion: one.figure for one in totals if one.pack == totals[0].pack}
    telling = [one for one in totals if one.pack == totals[0].pack or one.figure != first[one.criterion]]
    order = list(catalogue.criteria)
    telling.sort(key=lambda one: order.index(one.criterion))
    names = ("criterion", "pack", "value", "unit", "coverage", "lower")
    rows = [_pack_row(one, catalogue, language=language) for one in telling]
    parts = [
        say("cli-title-packs", language),
        table([say(f"cli-column-{name}", language) for name in names], rows, left=2),
    ]
    silent = dict.fromkeys(one.pack for one in totals).keys() - {one.pack for one in telling}
    if silent:
        labels = sorted(catalogue.packs[name].label(language) for name in silent)
        parts.append("  " + say("cli-packs-without-effect", language, packs=" ; ".join(labels)))
    return "\n".join(parts) + "\n"


def _pack_row(one: PackTotal, catalogue: Catalogue, *, language: Language) -> list[str]:
    quantity = one.figure.quantity
    known = catalogue.packs.get(one.pack)
    divisor, unit = scale([quantity.value] if isinstance(quantity, Estimate) else [], quantity.unit)
    return [
        one.criterion,
        known.label(language) if known else say("cli-default-pack", language),
        estimate(quantity, divisor=divisor, language=language),
        unit,
        percent(quantity.coverage if isinstance(quantity, Estimate) else 0.0, language=language),
        percent(one.lower, language=language),
    ]


_ANY = object()
_TOTAL_COLUMNS = ("criterion", "value", "p50", "unit", "coverage", "gwp-coverage")


def _fits(figure: Figure, name: str, wanted: object) -> bool:
    found = getattr(figure, name)
    return found is not None if wanted is _ANY else found == wanted


def _is_partial(figure: Figure) -> bool:
    return figure.units_covered < figure.units


def _weight(scope: dict[str, Quantity], code: str) -> float:
    quantity = scope.get(code)
    return quantity.value if isinstance(quantity, Estimate) else 0.0
