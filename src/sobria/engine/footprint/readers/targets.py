"""The tables a reader fills, and what each of their columns accepts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sobria.engine.footprint.fields import FIELDS
from sobria.engine.footprint.readers.words import limit

Kind = Literal["text", "serial", "number", "share", "date", "country", "code"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column accepts.

    Attributes:
        above: a number must be strictly greater than this; `least` and `most` are inclusive bounds.
        whole: only whole numbers.
    """

    name: str
    kind: Kind = "text"
    above: float | None = None
    least: float | None = None
    most: float | None = None
    whole: bool = False

    @property
    def sql_type(self) -> str:
        return {"number": "DOUBLE", "share": "DOUBLE", "date": "DATE"}.get(self.kind, "VARCHAR")


def _line_cells() -> tuple[Cell, ...]:
    most_years = limit("years")
    special = {
        "serial": Cell("serial", "serial"),
        "quantity": Cell("quantity", "number", above=0, most=limit("quantity")),
        "country": Cell("country", "country"),
        "kwh_year": Cell("kwh_year", "number", least=0, most=limit("kwh_year")),
        "upstream_years": Cell("upstream_years", "number", least=0, most=most_years),
        "internal_years": Cell("internal_years", "number", least=0, most=most_years),
        "downstream_years": Cell("downstream_years", "number", least=0, most=most_years),
        "reuse_share": Cell("reuse_share", "share", least=0, most=1),
        "usage_share": Cell("usage_share", "share", least=0, most=1),
        "cores": Cell("cores", "number", least=0, most=limit("cores"), whole=True),
        **{name: Cell(name, "date") for name in ("purchased", "in_service", "retired")},
        **{name: Cell(name, "code") for name in ("acquisition", "ownership", "quality", "status")},
    }
    names = [field.name for field in FIELDS if field.name not in {"file", "line"}]
    return tuple(special.get(name, Cell(name)) for name in names)


TARGETS: Mapping[str, tuple[Cell, ...]] = {
    "line": _line_cells(),
    "data_centre": (
        Cell("name"),
        Cell("pue", "number", least=1, most=limit("pue")),
        Cell("country", "country"),
        Cell("entity"),
    ),
    "virtual_machine": (
        Cell("name"),
        Cell("host"),
        Cell("share_key", "number", least=0, most=limit("share_key")),
        Cell("vcpu", "number", least=0, most=limit("vcpu")),
        Cell("storage_tb", "number", least=0, most=limit("storage_tb")),
        Cell("kwh_year", "number", least=0, most=limit("kwh_year")),
        Cell("cluster"),
        Cell("entity"),
        Cell("quality", "code"),
        Cell("purpose", "code"),
    ),
    "application": (
        Cell("name"),
        Cell("environment"),
        Cell("virtual_machine"),
        Cell("host"),
        Cell("domain"),
        Cell("entity"),
    ),
    "none": (),
}
