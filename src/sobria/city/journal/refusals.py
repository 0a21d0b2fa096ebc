"""What the database itself refuses, whoever asks: triggers of SQLite and PostgreSQL made from one declaration.

A rule's condition is plain SQL both understand, over NEW and OLD, true when the act is to be refused. Dates and moments
are compared as they are stored; booleans are written as `x = TRUE`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import yaml

Act = Literal["insert", "update", "delete", "truncate"]
REWRITES: tuple[Act, ...] = ("update", "delete", "truncate")
LEAVES: tuple[Act, ...] = ("delete", "truncate")


@dataclass(frozen=True, slots=True)
class Rule:
    """What is refused, and when.

    Attributes:
        name: unique in the database.
        message: said, in English.
        when: refused when it holds; always when empty.
        only: the one database it is for; empty: both.
    """

    name: str
    table: str
    act: Act
    message: str
    when: str = ""
    only: str = ""


def append_only(tables: Mapping[str, Iterable[tuple[str, ...]]], message: str) -> tuple[Rule, ...]:
    """Rows are written once: no change, no deletion, no emptying, nor the replacement that SQLite's INSERT can be.

    `tables`: name → its unique keys, the primary one included.
    """
    return tuple(
        rule
        for table, keys in tables.items()
        for rule in (*(Rule(f"{table}_no_{act}", table, act, message) for act in REWRITES), _once(table, keys, message))
    )


def kept(tables: Mapping[str, Iterable[tuple[str, ...]]], message: str) -> tuple[Rule, ...]:
    """Rows may change, but never leave: no deletion, no emptying, no replacement."""
    return tuple(
        rule
        for table, keys in tables.items()
        for rule in (*(Rule(f"{table}_no_{act}", table, act, message) for act in LEAVES), _once(table, keys, message))
    )


def _once(table: str, keys: Iterable[tuple[str, ...]], message: str) -> Rule:
    """A row under a key that is taken: INSERT OR REPLACE would delete the one before without a trigger to see it."""
    same = (" AND ".join(f"was.{column} = NEW.{column}" for column in key) for key in keys)
    taken = " OR ".join(f"EXISTS (SELECT 1 FROM {table} was WHERE {one})" for one in same)  # noqa: S608 - names of ours
    return Rule(f"{table}_no_replace", table, "insert", message, taken, only="sqlite")


def declared(text: str, places: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules of a YAML file, by the names of their fields; `places`: what stands in their conditions."""
    return tuple(Rule(**one | {"when": one["when"].format(**places)}) for one in yaml.safe_load(text))


def among(values: Iterable[str]) -> str:
    """As SQL writes a list, in an order that does not change."""
    return "(" + ", ".join(f"'{value}'" for value in sorted(values)) + ")"


def create(connection: Any, rules: Iterable[Rule]) -> None:
    """`connection`: a Django connection, to SQLite or PostgreSQL."""
    write = _for_postgresql if connection.vendor == "postgresql" else _for_sqlite
    with connection.cursor() as cursor:
        for rule in rules:
            for statement in write(rule) if rule.only in {"", connection.vendor} else ():
                cursor.execute(statement)


def drop(connection: Any, rules: Iterable[Rule]) -> None:
    with connection.cursor() as cursor:
        for rule in rules:
            on = f" ON {rule.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {rule.name}{on}")


def _for_sqlite(rule: Rule) -> list[str]:
    """It knows no TRUNCATE."""
    if rule.act == "truncate":
        return []
    when = f"WHEN {rule.when} " if rule.when else ""
    refuse = f"SELECT RAISE(ABORT, '{rule.message}');"
    return [f"CREATE TRIGGER {rule.name} BEFORE {rule.act.upper()} ON {rule.table} {when}BEGIN {refuse} END"]


def _for_postgresql(rule: Rule) -> list[str]:
    refuse = f"RAISE EXCEPTION '{rule.message}' USING ERRCODE = 'restrict_violation';"
    body = f"IF {rule.when} THEN {refuse} END IF;" if rule.when else refuse
    each, given = ("STATEMENT", "NULL") if rule.act == "truncate" else ("ROW", "OLD" if rule.act == "delete" else "NEW")
    function = f"CREATE OR REPLACE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS"
    trigger = f"CREATE TRIGGER {rule.name} BEFORE {rule.act.upper()} ON {rule.table}"
    return [
        f"{function} $$ BEGIN {body} RETURN {given}; END $$",
        f"{trigger} FOR EACH {each} EXECUTE FUNCTION {rule.name}()",
    ]
