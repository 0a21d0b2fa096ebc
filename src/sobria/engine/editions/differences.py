"""What a revision changes, figure by figure: nothing of an edition is corrected without being listed."""

from collections.abc import Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]
# For each list of the document, what is compared of each of its rows.
COMPARED: dict[str, tuple[str, ...]] = {
    "figures": (
        *("value", "low", "high", "letter", "unit", "start", "end", "coverage", "signature", "origin"),
        *("source", "evidence", "unknown", "target", "law", "previous", "baseline"),
    ),
    "duties": ("state", "why", "evidence", "missing"),
    "measures": ("title", "status", "starts", "ends", "steps", "budget", "indicators", "duties", "notes"),
}
HEADINGS = ("city", "reference", "strategy", "programme", "period_end")


def differences(before: Document, after: Document) -> list[dict[str, Any]]:
    """Each as {"kind", "code", "field", "before", "after"}; a row that came or left has None on the other side."""
    found = [
        {"kind": "edition", "code": "", "field": name, "before": before[name], "after": after[name]}
        for name in HEADINGS
        if before[name] != after[name]
    ]
    for kind, fields in COMPARED.items():
        found += _rows(kind, before[kind], after[kind], fields)
    return found


def _rows(
    kind: str, before: Sequence[Document], after: Sequence[Document], fields: Sequence[str]
) -> list[dict[str, Any]]:
    old, new = ({one["code"]: one for one in rows} for rows in (before, after))
    found = []
    for code in dict.fromkeys((*old, *new)):
        was, now = old.get(code), new.get(code)
        if was is None or now is None:
            told = {"before": None if was is None else code, "after": None if now is None else code}
            found.append({"kind": kind, "code": code, "field": "", **told})
            continue
        found += [
            {"kind": kind, "code": code, "field": name, "before": was[name], "after": now[name]}
            for name in fields
            if was[name] != now[name]
        ]
    return found
