"""What the database itself refuses, whoever asks: triggers of SQLite and PostgreSQL made from one declaration.

A rule's condition is plain SQL both understand, over NEW and OLD, true when the act is to be refused. Dates and moments
are compared as they are stored; booleans are written as `x = TRUE`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Act = Literal["insert", "update", "delete", "truncate"]
REWRITES: tuple[Act, ...] = ("update", "delete", "truncate")


@dataclass(frozen=True, slots=True)
class Rule:
    """`name`: unique in the database; `when`: refused when it holds, always when empty; `message`: said, in English."""

    name: str
    table: str
    act: Act
    message: str
    when: str = ""


def append_only(tables: Iterable[str], message: str) -> tuple[Rule, ...]:
    """Rows of these tables are written once: no change, no deletion, no emptying."""
    return tuple(Rule(f"{table}_no_{act}", table, act, message) for table in tables for act in REWRITES)


def create(connection: Any, rules: Iterable[Rule]) -> None:
    """`connection`: a Django connection, to SQLite or PostgreSQL."""
    write = _for_postgresql if connection.vendor == "postgresql" else _for_sqlite
    with connection.cursor() as cursor:
        for rule in rules:
            for statement in write(rule):
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
