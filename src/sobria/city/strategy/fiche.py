"""The fiche of a measure as plain JSON: what forms, files and versions exchange.

    {"axis": "A1", "parent": "" or a code, "title", "description", "status", "priority", "pilot", "elected",
     "source": text, "partners", "funders", "indicators", "duties", "registers": list of text,
     "starts", "ends": "2026-01-31" or None,
     "steps": [{"title", "due", "done"}], "notes": [{"date", "text"}], "documents": [{"title", "url", "date"}],
     "budget": [{"kind", "unit", "year", "stage", "amount": "1200.50"}]}

`clean` accepts dates, numbers and ISO texts, and returns this canonical form; a field not given keeps its value.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from sobria.city.registers.number_field import number
from sobria.city.strategy.models import BudgetLine, Measure, Priority, Status
from sobria.engine.messages import Refusal

Fiche = dict[str, Any]

TEXTS = ("axis", "parent", "title", "description", "status", "priority", "pilot", "elected", "source")
LISTS = ("partners", "funders", "indicators", "duties", "registers")
DATES = ("starts", "ends")
ROWS = ("steps", "budget", "notes", "documents")
FIELDS = (
    *("axis", "parent", "title", "description", "status", "priority", "pilot", "elected", "partners", "funders"),
    *("starts", "ends", "source", "steps", "budget", "indicators", "duties", "registers", "notes", "documents"),
)
LINKS = ("indicators", "duties", "registers")
RELATED = ("steps", "budget", "notes", "documents", *LINKS)
CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,28}[A-Za-z0-9])?")
LONGEST = {"title": 300, "pilot": 200, "elected": 200, "source": 500}
LAST_YEAR = 9999
FIRST_YEAR = 1990
LARGEST = Decimal(10) ** 12


def blank() -> Fiche:
    """A fiche with nothing in it."""
    texts: Fiche = dict.fromkeys(TEXTS, "") | {"status": Status.PLANNED.value, "priority": Priority.MEDIUM.value}
    given = texts | dict.fromkeys(DATES) | {name: [] for name in (*LISTS, *ROWS)}
    return {name: given[name] for name in FIELDS}


def of_measure(measure: Measure) -> Fiche:
    """The fiche as it stands. One query per related table unless they are prefetched."""
    texts = {name: getattr(measure, name) for name in TEXTS if name not in {"axis", "parent"}}
    parent = measure.parent.code if measure.parent else ""
    found: Fiche = texts | {"axis": measure.axis.code, "parent": parent}
    found |= {name: list(getattr(measure, name)) for name in ("partners", "funders")}
    found |= {name: _iso(getattr(measure, name)) for name in DATES}
    found |= {name: [row.code for row in getattr(measure, name).all()] for name in LINKS}
    found["steps"] = [{"title": s.title, "due": _iso(s.due), "done": _iso(s.done)} for s in measure.steps.all()]
    found["notes"] = [{"date": _iso(note.date), "text": note.text} for note in measure.notes.all()]
    found["documents"] = [{"title": d.title, "url": d.url, "date": _iso(d.date)} for d in measure.documents.all()]
    found["budget"] = _sorted_budget(
        {"kind": b.kind, "unit": b.unit, "year": b.year, "stage": b.stage, "amount": f"{b.amount:.2f}"}
        for b in measure.budget.all()
    )
    return {name: found[name] for name in FIELDS}


def clean(values: Mapping[str, Any]) -> Fiche:
    """The fields given, in canonical form. Raises Refusal, with a sentence, on what cannot be a fiche."""
    unknown = sorted(set(values) - set(FIELDS))
    if unknown:
        raise Refusal("strategy-field-unknown", field=", ".join(unknown))
    found = {name: _CLEANERS[name](name, values[name]) for name in FIELDS if name in values}
    if "title" in found and not found["title"]:
        raise Refusal("strategy-title-missing")
    starts, ends = found.get("starts"), found.get("ends")
    if starts and ends and starts > ends:
        raise Refusal("strategy-dates-crossed", start=starts, end=ends)
    return found


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _text(name: str, value: Any) -> str:
    text = str(value or "").replace("\r\n", "\n").replace("\x00", "").strip()
    longest = LONGEST.get(name)
    if longest and len(text) > longest:
        raise Refusal("strategy-text-too-long", value=text[:60], limit=longest)
    return text


def _choice(choices: Iterable[str], name: str, value: Any) -> str:
    text = _text(name, value)
    known = list(choices)
    if text not in known:
        raise Refusal("strategy-choice-unknown", value=text, known=", ".join(known))
    return text


def _date(name: str, value: Any) -> str | None:
    if value in (None, ""):
        return None
    if isinstance(value, date):
        return date(value.year, value.month, value.day).isoformat()
    try:
        return date.fromisoformat(_text(name, value)).isoformat()
    except ValueError:
        raise Refusal("strategy-date-invalid", value=_text(name, value)) from None


def _url(name: str, value: Any) -> str:
    text = _text(name, value)
    if text and (urlsplit(text).scheme not in {"http", "https"} or not urlsplit(text).netloc or " " in text):
        raise Refusal("strategy-url-invalid", value=text[:200])
    return text


def _list(name: str, value: Any) -> list[str]:
    """Blanks and repeats leave; order stays."""
    rows = value.splitlines() if isinstance(value, str) else list(value or ())
    return list(dict.fromkeys(text for row in rows if (text := _text(name, row))))


def _steps(_name: str, value: Any) -> list[Fiche]:
    return [
        {"title": _needed("title", row), "due": _date("due", row.get("due")), "done": _date("done", row.get("done"))}
        for row in _rows(value)
    ]


def _notes(_name: str, value: Any) -> list[Fiche]:
    """Newest first, as they are read."""
    rows = [{"date": _needed_date(row), "text": _needed("text", row)} for row in _rows(value)]
    return sorted(rows, key=lambda row: row["date"], reverse=True)


def _documents(_name: str, value: Any) -> list[Fiche]:
    found = []
    for row in _rows(value):
        url = _url("source", _needed("url", row))
        found.append({"title": _text("title", row.get("title")) or url, "url": url, "date": _date("", row.get("date"))})
    return found


def _budget(_name: str, value: Any) -> list[Fiche]:
    found = [
        {
            "kind": _choice(BudgetLine.Kind.values, "kind", row.get("kind")),
            "unit": _choice(BudgetLine.Unit.values, "unit", row.get("unit")),
            "year": _year(row.get("year")),
            "stage": _choice(BudgetLine.Stage.values, "stage", row.get("stage")),
            "amount": _amount(row.get("amount")),
        }
        for row in _rows(value)
    ]
    keys = [(row["kind"], row["unit"], row["year"], row["stage"]) for row in found]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice:
        raise Refusal("strategy-budget-twice", year=twice[2])
    return _sorted_budget(found)


def _sorted_budget(rows: Iterable[Fiche]) -> list[Fiche]:
    return sorted(rows, key=lambda row: (row["year"], row["kind"], row["unit"], row["stage"] == "actual"))


def _rows(value: Any) -> list[Fiche]:
    """Rows where something is written."""
    return [row for row in value or () if any(cell not in (None, "") for cell in row.values())]


def _needed(name: str, row: Fiche) -> str:
    text = _text(name, row.get(name))
    if not text:
        raise Refusal("strategy-row-incomplete", field=name)
    return text


def _needed_date(row: Fiche) -> str:
    written = _date("date", row.get("date"))
    if written is None:
        raise Refusal("strategy-row-incomplete", field="date")
    return written


def _year(value: Any) -> int:
    text = _text("year", value)
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:6]) <= LAST_YEAR):
        raise Refusal("strategy-year-invalid", value=text[:60])
    return int(text)


def _amount(value: Any) -> str:
    """A blank amount is refused, never taken for zero."""
    text = "" if value is None else str(value).strip()
    try:
        amount = number(text) if isinstance(value, str) else Decimal(text)
    except InvalidOperation:
        raise Refusal("strategy-amount-invalid", value=text[:60]) from None
    except Refusal as refusal:
        if refusal.code == "number-ambiguous":
            raise
        raise Refusal("strategy-amount-invalid", value=text[:60]) from None
    if not amount.is_finite() or not 0 <= amount < LARGEST:
        raise Refusal("strategy-amount-invalid", value=text[:60])
    return f"{amount:.2f}"


_CLEANERS: dict[str, Callable[[str, Any], Any]] = (
    dict.fromkeys(TEXTS, _text)
    | dict.fromkeys(LISTS, _list)
    | dict.fromkeys(DATES, _date)
    | {
        "source": _url,
        "status": lambda name, value: _choice(Status.values, name, value),
        "priority": lambda name, value: _choice(Priority.values, name, value),
        "steps": _steps,
        "notes": _notes,
        "documents": _documents,
        "budget": _budget,
    }
)
