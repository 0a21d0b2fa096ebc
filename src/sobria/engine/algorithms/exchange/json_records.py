"""Records of a JSON file: one object, a list, or an object that holds a list, each with its line."""

import json
import re
from collections.abc import Iterator
from typing import Any

from sobria.engine.algorithms.exchange.raw import Raw, shape_fault
from sobria.engine.messages import Refusal

SPACES = re.compile(r"[ \t\r\n]*")
TWICE = "\x00twice"
Element = tuple[int, int, int, Any]


def json_records(name: str, text: str) -> tuple[Iterator[Raw], tuple[str, ...]]:
    """The records, and the keys around them. Raises Refusal for what is not JSON."""
    try:
        start = _spaces(text, 0)
        if text[start] == "[":
            return iter(_raws(text, list(_elements(text, start, whole=True)))), ()
        held = _DECODER.decode(text)
        elements, left = _inside(text, start, held)
        return iter(_raws(text, elements)), left
    except json.JSONDecodeError as error:
        raise Refusal("algorithms-file-json", file=name, line=error.lineno, column=error.colno, why=error.msg) from None
    except RecursionError:
        raise Refusal("algorithms-file-deep", file=name) from None
    except ValueError as error:  # a number beyond what is a number
        raise Refusal("algorithms-file-json", file=name, line=1, column=1, why=str(error)[:80]) from None


def _inside(text: str, start: int, held: dict[str, Any]) -> tuple[list[Element], tuple[str, ...]]:
    """The list an object holds, found again in the text for its lines; else the object is the record."""
    lists = [
        key for key, one in held.items() if isinstance(one, list) and one and all(isinstance(x, dict) for x in one)
    ]
    if len(lists) != 1 or "name" in {key.casefold() for key in held}:
        line = 1 + text.count("\n", 0, start)
        return [(line, start, len(text.rstrip()), held)], ()
    key = lists[0]
    for found in re.finditer(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:\s*(?=\[)", text):
        elements = list(_elements(text, found.end(), whole=False))
        if [one[3] for one in elements] == held[key]:
            return elements, tuple(one for one in held if one != key)
    return [(1, 0, 0, one) for one in held[key]], tuple(one for one in held if one != key)


def _elements(text: str, at: int, *, whole: bool) -> Iterator[Element]:
    """(line, start, end, value) of each element of the list that opens at `at`."""
    line, counted = 1 + text.count("\n", 0, at), at
    here = _spaces(text, at + 1)
    is_open = text[here : here + 1] != "]"
    while is_open:
        line, counted = line + text.count("\n", counted, here), here
        value, end = _DECODER.raw_decode(text, here)
        yield line, here, end, value
        here = _spaces(text, end)
        is_open = text[here : here + 1] != "]"
        if is_open and text[here : here + 1] != ",":
            raise json.JSONDecodeError("Expecting ',' delimiter", text, here)
        here = _spaces(text, here + 1) if is_open else here
    if whole and _spaces(text, here + 1) != len(text):
        raise json.JSONDecodeError("Extra data", text, here + 1)


def _raws(text: str, elements: list[Element]) -> Iterator[Raw]:
    for number, (line, start, end, value) in enumerate(elements, start=1):
        place = {"text": text, "start": start, "end": end} if end else {}
        if not isinstance(value, dict):
            yield Raw(number, line, {}, "algorithms-record-shape", "", **place)  # type: ignore[arg-type]
        elif TWICE in value:
            twice = value.pop(TWICE)
            yield Raw(number, line, value, "algorithms-record-twice", str(twice), **place)  # type: ignore[arg-type]
        else:
            yield Raw(number, line, value, *shape_fault(value), **place)  # type: ignore[arg-type]


def _spaces(text: str, at: int) -> int:
    found = SPACES.match(text, at)
    return found.end() if found else at


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; one that says a key twice carries the key, so that nothing is lost without a word."""
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        found[TWICE] = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return found


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is not a number")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refused)
