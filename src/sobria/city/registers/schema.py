"""The Table Schema (Frictionless) of a register's downloads."""

from typing import Any

from sobria.city.registers.declaration import Column, Register

TYPES = {
    "text": "string",
    "choice": "string",
    "yes_no": "boolean",
    "number": "number",
    "integer": "integer",
    "date": "date",
    "json": "object",
}


def table_schema(register: Register, *, public: bool) -> dict[str, Any]:
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": register.code,
        "title": str(register.title),
        "description": str(register.lead),
        "fields": [_field(column) for column in register.shown(public=public)],
        "missingValues": [""],
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "title": str(column.label),
        "description": str(column.meaning),
        "type": TYPES[column.kind],
    }
    if column.unit:
        field["unit"] = column.unit
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.choices:
        constraints["enum"] = [code for code, _label in column.choices]
    if constraints:
        field["constraints"] = constraints
    return field
