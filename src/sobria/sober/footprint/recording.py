"""Turn what the engine answers into rows: figures, changes, and the evidence behind them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from operator import attrgetter

from sobria.city.registers.bulk import insert_rows
from sobria.engine.footprint import result
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.footprint.compare import TwoYears
from sobria.engine.footprint.evidence import Cell as CellRow
from sobria.engine.footprint.evidence import Evidence, FactorUsed, Scope
from sobria.engine.quantities import Estimate
from sobria.sober.footprint.codes import UNMATCHED_CATEGORY, change_code, figure_code
from sobria.sober.footprint.formulas import formula_of
from sobria.sober.footprint.models import Cell, FactorRow, Figure, Run

Slugs = Mapping[str, str]
"""Name of an entity ("" when a line does not say) → its slug."""


@dataclass(frozen=True, slots=True)
class Recorder:
    """Writes the rows of one run. `pack` is empty for the default one."""

    run: Run
    slugs: Slugs
    pack: str = ""

    def figures(self, figures: Iterable[result.Figure]) -> None:
        _insert(self._figure(figure) for figure in figures)

    def changes(self, found: Mapping[Scope, TwoYears]) -> None:
        units = {code: row.unit for code, row in load_catalogue().criteria.items()}
        _insert(self._change(scope, change, units[scope[0]]) for scope, change in found.items())

    def evidence(self, evidence: Evidence) -> None:
        insert_rows(
            Cell,
            ("run", *CellRow._fields),
            (
                (self.run.pk, self._entity(cell), *cell[1:5], cell.energy_factor or "", *cell[6:])
                for cell in evidence.cells
            ),
        )
        insert_rows(FactorRow, ("run", *FactorUsed._fields), ((self.run.pk, *row) for row in evidence.factors))

    def _entity(self, cell: CellRow) -> str:
        """A comparison keeps no entity: its cells are sums over all."""
        return "" if self.pack else self.slugs[cell.entity or ""]

    def _figure(self, figure: result.Figure) -> Figure:
        category, stage = _category(figure.category), figure.stage or ""
        entity = "" if figure.entity is None else self.slugs[figure.entity]
        quantity = figure.quantity
        formula = formula_of(stage)
        row = Figure(
            run=self.run,
            code=figure_code(
                self.run.year, figure.criterion, category=category, entity=entity, stage=stage, pack=self.pack
            ),
            criterion=figure.criterion,
            stage=stage,
            category=category,
            entity=entity,
            unit=quantity.unit,
            gwp_coverage=figure.gwp_coverage,
            units=figure.units,
            units_covered=figure.units_covered,
            missing=list(figure.missing),
            formula=formula.code,
            formula_version=formula.version,
        )
        if isinstance(quantity, Estimate):
            row.value, row.low, row.p50, row.high = quantity.value, quantity.low, quantity.p50, quantity.high
            row.coverage = quantity.coverage
        else:
            row.unknown = quantity.code
        return row

    def _change(self, scope: Scope, found: TwoYears, unit: str) -> Figure:
        """The probability is that of a real decrease: with the same factors on both sides."""
        criterion, scope_category, name = scope
        category = _category(scope_category)
        entity = "" if name is None else self.slugs[name]
        formula = formula_of("", kind=Figure.Kind.CHANGE)
        return Figure(
            run=self.run,
            kind=Figure.Kind.CHANGE,
            code=change_code(self.run.year, criterion, category=category, entity=entity),
            criterion=criterion,
            category=category,
            entity=entity,
            value=found.total.value,
            low=found.total.low,
            p50=found.total.value,
            high=found.total.high,
            probability=found.real.decrease,
            parts={"method": asdict(found.method), "real": asdict(found.real)},
            unit=unit,
            formula=formula.code,
            formula_version=formula.version,
        )


def _insert(rows: Iterable[Figure]) -> None:
    fields = [field for field in Figure._meta.concrete_fields if not field.primary_key]
    values = attrgetter(*(field.attname for field in fields))
    insert_rows(Figure, [field.name for field in fields], map(values, rows))


def _category(code: str | None) -> str:
    """None: all categories; empty: lines the catalogue does not recognise."""
    return "" if code is None else code or UNMATCHED_CATEGORY
