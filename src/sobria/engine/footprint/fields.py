"""The canonical inventory line: what every reader produces and every computation reads.

One row is one line of the city's file: a device, a batch of like devices (`quantity` > 1), or a yearly flow
(a service, gigabytes, tokens), as said by the kind of its category.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the canonical inventory.

    Attributes:
        name: column name in DuckDB tables and Parquet snapshots.
        sql_type: DuckDB type.
        unit: unit, or empty.
        meaning: what it holds; NULL always means "not said".
    """

    name: str
    sql_type: str
    unit: str
    meaning: str


Acquisition = Literal["new", "refurbished", "donated"]
Ownership = Literal["city", "leased", "byod", "cope"]
Quality = Literal["high", "medium", "low"]
Status = Literal["in_service", "in_stock", "under_repair", "retired"]

FIELDS: tuple[Field, ...] = (
    Field("file", "VARCHAR", "", "name of the source file, without its folder"),
    Field("line", "BIGINT", "", "physical line in the source file where the record starts, header included"),
    Field("item", "VARCHAR", "", "identifier or name in the source"),
    Field("serial", "VARCHAR", "", "serial number; NULL when blank or a known filler"),
    Field("category", "VARCHAR", "", "type as declared in the source, before matching"),
    Field("manufacturer", "VARCHAR", "", "brand as declared"),
    Field("model", "VARCHAR", "", "model as declared"),
    Field(
        "quantity",
        "DOUBLE",
        "unit/year of the category",
        "number of devices, or yearly volume of a flow; > 0",
    ),
    Field("purchased", "DATE", "", "date of purchase"),
    Field("in_service", "DATE", "", "date of first use; else the purchase date stands for it"),
    Field("retired", "DATE", "", "date of retirement; NULL when still held"),
    Field("entity", "VARCHAR", "", "department or organisation"),
    Field("site", "VARCHAR", "", "building or place"),
    Field("country", "VARCHAR", "", "ISO 3166-1 alpha-3 of use"),
    Field("data_centre", "VARCHAR", "", "short name of the data centre that houses it"),
    Field(
        "kwh_year",
        "DOUBLE",
        "kWh/year per unit",
        "metered or declared electricity of one unit; NULL when blank",
    ),
    Field("acquisition", "VARCHAR", "", "new, refurbished or donated"),
    Field("upstream_years", "DOUBLE", "year", "years of use before the city, when refurbished or donated"),
    Field("internal_years", "DOUBLE", "year", "declared years of use in the city, when no dates tell it"),
    Field("downstream_years", "DOUBLE", "year", "proved years of use after the city"),
    Field("reuse_share", "DOUBLE", "0–1", "proved share of retired units that are reused elsewhere"),
    Field("ownership", "VARCHAR", "", "city, leased, byod or cope"),
    Field("usage_share", "DOUBLE", "0–1", "declared professional share of use"),
    Field("quality", "VARCHAR", "", "quality of the line's data: high, medium, low"),
    Field("status", "VARCHAR", "", "in_service, in_stock, under_repair, retired"),
    Field("cores", "DOUBLE", "core", "processor cores, to share a host among its virtual machines"),
)

FIELD_NAMES: tuple[str, ...] = tuple(field.name for field in FIELDS)
