"""The end of an erasure, as tools and people write it."""

import re
from datetime import date, datetime, time

_SHAPES = (
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S %z",
)
_FRENCH_HOUR = re.compile(r"(?<=\d)\s*(?:h|H)\s*(?=\d{2}\b)")
_FRENCH_JOIN = re.compile(r"\s+(?:à|at)\s+|\s{2,}")


def moment(text: str) -> datetime | None:
    """Aware when a zone is written, else naive; a day alone is its first instant; None when it is no moment."""
    said = _FRENCH_JOIN.sub(" ", _FRENCH_HOUR.sub(":", text.strip()))
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        pass
    for shape in _SHAPES:
        try:
            return datetime.strptime(said, shape)  # noqa: DTZ007 - a tool that names no zone says the time of the place
        except ValueError:
            continue
    return None


def from_cell(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return moment(str(value))
