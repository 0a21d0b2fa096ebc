"""One record as its file holds it."""

import json
import re
from dataclasses import dataclass
from typing import Any

from sobria.engine.algorithms.exchange.tables import limits


@dataclass(frozen=True, slots=True)
class Raw:
    """`fault`: code of what makes it unreadable as a record; `text`, `start`, `end`: its place in a JSON file."""

    number: int
    line: int
    values: dict[str, Any]
    fault: str = ""
    at_fault: str = ""
    text: str = ""
    start: int = 0
    end: int = 0

    def original(self) -> Any:
        """As it came: its own text in a JSON file, header → cell in a table."""
        return self.text[self.start : self.end] if self.text else self.values

    def line_of(self, key: str) -> int:
        """Line of a key; that of the record in a table."""
        if not self.text or not key:
            return self.line
        found = re.compile(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:").search(
            self.text, self.start, self.end
        )
        return self.line + self.text.count("\n", self.start, found.start()) if found else self.line


def shape_fault(values: dict[str, Any]) -> tuple[str, str]:
    """(code of the message, key) of what no record may hold; ("", "") when it is sound."""
    if len(values) > limits()["columns"]:
        return "algorithms-record-columns", ""
    for key, value in values.items():
        if isinstance(value, dict | list) and _depth(value) > limits()["depth"]:
            return "algorithms-record-deep", key
    if not _is_writable(values):
        bad = next((key for key, value in values.items() if not _is_writable([key, value])), "")
        return "algorithms-record-character", bad
    return "", ""


def _is_writable(values: Any) -> bool:
    """Whether UTF-8 can write it: a file may hold half a character, as an escape."""
    try:
        json.dumps(values, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        return False
    return True


def _depth(value: Any) -> int:
    """Levels of a value, without recursion."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        one, level = waiting.pop()
        if isinstance(one, dict | list):
            deepest = max(deepest, level)
            waiting.extend((inner, level + 1) for inner in (one.values() if isinstance(one, dict) else one))
    return deepest
