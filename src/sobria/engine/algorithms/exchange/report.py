"""What came of an exchange: drafts, losses field by field, refused records."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sobria.engine.algorithms.content import Content
from sobria.engine.messages import Language, Refusal, say

MOST_EXAMPLES = 3
SHOWN = 120


@dataclass(frozen=True, slots=True)
class Draft:
    """A record to become a draft: never more. `content` is canonical, as `content.complete` gives it.

    `number`: its rank in the file, from 1; `line`: where it starts; `source_id`: what names it in its own register.
    """

    source_id: str
    content: Content
    line: int
    number: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a record is refused. `column`: their name of the field. `raw`: the whole record, as it came."""

    number: int
    line: int
    column: str
    value: str
    code: str
    params: dict[str, Any]
    raw: Any

    def sentence(self, language: Language = "fr") -> str:
        return say(self.code, language, **self.params)


@dataclass(frozen=True, slots=True)
class Loss:
    """One field, one reason, in how many records. `ours` or `theirs` is "" where there is none."""

    theirs: str
    ours: str
    reason: str
    count: int
    examples: tuple[str, ...]

    def sentence(self, language: Language = "fr") -> str:
        return say(self.reason, language)


@dataclass(slots=True)
class Tally:
    """Losses as they are met."""

    counts: dict[tuple[str, str, str], int] = field(default_factory=dict)
    examples: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)

    def add(self, theirs: str, ours: str, reason: str, example: object = "") -> None:
        key = (theirs, ours, reason)
        self.counts[key] = self.counts.get(key, 0) + 1
        shown = self.examples.setdefault(key, [])
        if len(shown) < MOST_EXAMPLES and example not in ("", None):
            shown.append(shortened(example))

    def losses(self) -> tuple[Loss, ...]:
        return tuple(Loss(*key, count, tuple(self.examples[key])) for key, count in self.counts.items())


@dataclass(frozen=True, slots=True)
class Report:
    """A file read. `mapped`: their field → records where it was read whole; `read`: records in the file."""

    format: str
    records: tuple[Draft, ...]
    read: int
    mapped: dict[str, int]
    approximated: tuple[Loss, ...]
    dropped: tuple[Loss, ...]
    kept_raw: tuple[Loss, ...]
    problems: tuple[Problem, ...]

    def refused(self) -> list[Any]:
        """The refused records as they came, once each."""
        return list({one.number: one.raw for one in self.problems}.values())


@dataclass(frozen=True, slots=True)
class Written:
    """A file written. `mapped`: our field → records; `missing`: fields they ask for and nothing of ours says."""

    format: str
    suffix: str
    content: bytes
    records: int
    mapped: dict[str, int]
    approximated: tuple[Loss, ...]
    dropped: tuple[Loss, ...]
    missing: tuple[Loss, ...]


def read_payload(report: Report, language: Language) -> dict[str, Any]:
    """The loss report of an import, as plain values."""
    refused = {one.number for one in report.problems}
    return {
        "format": report.format,
        "records": report.read,
        "accepted": len(report.records),
        "rejected": len(refused),
        "mapped": [{"field": name, "count": count} for name, count in report.mapped.items()],
        "approximated": _losses(report.approximated, language),
        "dropped": _losses(report.dropped, language),
        "kept_raw": _losses(report.kept_raw, language),
        "problems": [
            {
                "record": one.number,
                "line": one.line,
                "column": one.column,
                "value": one.value,
                "code": one.code,
                "reason": one.sentence(language),
            }
            for one in report.problems
        ],
    }


def unread_payload(refusal: Refusal, form: str, language: Language) -> dict[str, Any]:
    """The same for a file refused whole: how many records it holds is unknown, and none is accepted."""
    problem = {"record": None, "line": refusal.params.get("line"), "column": "", "value": "", "code": refusal.code}
    return {
        "format": form,
        "records": None,
        "accepted": 0,
        "rejected": None,
        **{name: [] for name in ("mapped", "approximated", "dropped", "kept_raw")},
        "problems": [problem | {"reason": refusal.sentence(language)}],
    }


def written_payload(written: Written, language: Language) -> dict[str, Any]:
    """The loss report of an export, as plain values."""
    return {
        "format": written.format,
        "records": written.records,
        "mapped": [{"field": name, "count": count} for name, count in written.mapped.items()],
        "approximated": _losses(written.approximated, language),
        "dropped": _losses(written.dropped, language),
        "missing": _losses(written.missing, language),
    }


def shortened(value: object) -> str:
    text = " ".join(str(value)[: SHOWN * 4].split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _losses(losses: Iterable[Loss], language: Language) -> list[dict[str, Any]]:
    return [
        {
            "field": one.theirs or one.ours,
            "theirs": one.theirs,
            "ours": one.ours,
            "count": one.count,
            "code": one.reason,
            "reason": one.sentence(language),
            "examples": list(one.examples),
        }
        for one in losses
    ]
