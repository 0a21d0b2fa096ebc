"""Duties as files: the grid in CSV and JSON, the legal calendar for a diary."""

import csv
import io
from datetime import UTC, datetime, time
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from icalendar import Calendar, Event

from sobria.city.duties import words
from sobria.city.duties.pages import Row
from sobria.city.registers.downloads import harmless
from sobria.engine.duties.deadlines import Occurrence

COLUMNS = (
    *("on", "code", "name", "text", "article", "state", "rule_status", "confidence", "valid_from", "valid_to"),
    *("why", "next_deadline", "missing", "source", "url"),
)
PRODUCT = "-//Sobria//Legal calendar//"


def record(row: Row) -> dict[str, Any]:
    found, duty = row.assessment, row.assessment.version
    return {
        "on": found.on.isoformat(),
        "code": row.code,
        "name": row.name,
        "text": row.text,
        "article": row.article,
        "state": found.state,
        "rule_status": duty.status,
        "confidence": duty.confidence,
        "valid_from": duty.valid_from.isoformat(),
        "valid_to": duty.valid_to.isoformat() if duty.valid_to else None,
        "why": list(row.compared),
        "next_deadline": row.deadline or None,
        "missing": list(row.missing),
        "source": duty.source,
        "url": duty.url or None,
    }


def as_csv(rows: list[Row]) -> str:
    handle = io.StringIO(newline="")
    writer = csv.writer(handle)
    writer.writerow(COLUMNS)
    for row in rows:
        told = record(row)
        joined = {key: " | ".join(value) if isinstance(value, list) else value for key, value in told.items()}
        writer.writerow([harmless("" if joined[column] is None else joined[column]) for column in COLUMNS])
    return handle.getvalue()


def as_ics(found: list[Occurrence], request: HttpRequest, *, title: str) -> bytes:
    """The calendar as iCalendar: whole days, and identifiers that stay the same from one reading to the next."""
    calendar = Calendar()
    calendar.add("prodid", f"{PRODUCT}{words.tongue().upper()}")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    for one in found:
        calendar.add_component(_event(one, request))
    written: bytes = calendar.to_ical()
    return written


def _event(one: Occurrence, request: HttpRequest) -> Event:
    tongue = words.tongue()
    address = request.build_absolute_uri(reverse("duties:entry", args=[one.duty.code]))
    event = Event()
    event.add("uid", f"{one.key}@{request.get_host().partition(':')[0]}")
    # The stamp is that of the rule: two readings of the same calendar are the same bytes.
    event.add("dtstamp", datetime.combine(one.duty.valid_from, time(), tzinfo=UTC))
    event.add("dtstart", one.on)
    event.add("summary", f"{one.duty.name(tongue)} : {words.CAUSES[one.cause]}")
    event.add("description", f"{one.words(tongue)}\n{one.duty.article}")
    event.add("url", address)
    event.add("categories", [one.duty.text.name(tongue)])
    event.add("transp", "TRANSPARENT")
    return event
