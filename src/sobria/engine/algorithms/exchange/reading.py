"""A file of another register read: drafts, and all that is refused, kept as it came, left out or approximated."""

import hashlib
from pathlib import Path
from typing import IO, Any

from sobria.engine.algorithms.content import Content, clean, complete
from sobria.engine.algorithms.exchange.incoming import Incoming, take
from sobria.engine.algorithms.exchange.opening import Opened, open_file, plainly
from sobria.engine.algorithms.exchange.raw import Raw
from sobria.engine.algorithms.exchange.report import Draft, Problem, Report, Tally, shortened
from sobria.engine.algorithms.exchange.tables import Format, load_format, load_formats, plain_key
from sobria.engine.messages import Refusal

LEAST_KNOWN = 3
CLEARLY = 1.5
LONGEST_IDENTIFIER = 100
CATEGORIES = ("approximated", "dropped", "kept_raw")


def read(source: IO[bytes] | Path, *, format: str) -> Report:  # noqa: A002 - the word people use
    """Read a whole file. Raises Refusal when nothing of it can be used; a record refused never blocks the others."""
    form = load_format(format)
    opened = open_file(source)
    _check_format(form, opened)
    tallies = {name: Tally() for name in CATEGORIES}
    mapped: dict[str, int] = {}
    drafts: list[Draft] = []
    problems: list[Problem] = []
    first: dict[str, Raw] = {}
    for key in opened.left:
        tallies["dropped"].add(key, "", "algorithms-read-around")
    if opened.guessed:
        tallies["approximated"].add("", "", "algorithms-read-encoding", opened.name)
    for raw in opened.records:
        draft, into, faults = _draft(form, raw, table=opened.suffix != "json")
        if draft is not None and draft.source_id in first:
            faults = [_twice(raw, draft, first[draft.source_id])]
        problems += faults
        if faults or draft is None:
            continue
        first[draft.source_id] = raw
        drafts.append(draft)
        for category, theirs, ours, reason, example in into.said:
            if category == "mapped":
                mapped[theirs] = mapped.get(theirs, 0) + 1
            else:
                tallies[category].add(theirs, ours, reason, example)
    losses = {name: tally.losses() for name, tally in tallies.items()}
    return Report(form.code, tuple(drafts), len(opened.records), mapped, problems=tuple(problems), **losses)


def content_of(into: Incoming) -> Content:
    """Raises Refusal for what our fields do not take."""
    kept = {"kept": {into.format.code: into.kept}} if into.kept else {}
    return complete(into.values | kept)


def _draft(form: Format, raw: Raw, *, table: bool) -> tuple[Draft | None, Incoming, list[Problem]]:
    if raw.fault:
        into = Incoming(form, table)
        return None, into, [_problem(raw, raw.at_fault, "", raw.fault, {"key": raw.at_fault[:60]})]
    record = plainly(raw.values)
    into = take(form, record, table=table)
    faults = [_problem(raw, *fault) for fault in into.faults]
    if not faults and not into.values.get("name"):
        faults.append(_problem(raw, _name_of(form, "name"), "", "algorithms-record-nameless", {}))
    if faults:
        return None, into, faults
    try:
        content = content_of(into)
    except Refusal as refusal:
        return None, into, _located(raw, into, refusal)
    return Draft(_identifier(form, record, content), content, raw.line, raw.number), into, []


def _located(raw: Raw, into: Incoming, whole: Refusal) -> list[Problem]:
    """The same refusal, on the field it is about."""
    found = []
    for code, value in into.values.items():
        try:
            clean({code: value})
        except Refusal as refusal:
            found.append(_problem(raw, into.column.get(code, code), value, refusal.code, refusal.params))
    return found or [_problem(raw, "", "", whole.code, whole.params)]


def _problem(raw: Raw, column: str, value: Any, code: str, params: dict[str, Any]) -> Problem:
    key = next((one for one in raw.values if plain_key(one) == plain_key(column)), column)
    return Problem(raw.number, raw.line_of(key), column, shortened(value), code, params, raw.original())


def _twice(raw: Raw, draft: Draft, first: Raw) -> Problem:
    named = draft.source_id.startswith("name:")
    code = "algorithms-name-twice" if named else "algorithms-identifier-twice"
    params = {"name": draft.content["name"], "value": draft.source_id[:60], "line": first.line, "record": first.number}
    return _problem(raw, "", draft.content["name"] if named else draft.source_id, code, params)


def _identifier(form: Format, record: dict[str, Any], content: Content) -> str:
    """What names the record in its register; where nothing does, its name and who answers for it."""
    by_plain = {plain_key(key): value for key, value in record.items()}
    for name in form.identifiers:
        said = str(by_plain.get(plain_key(name)) or "").strip()
        if said and said.casefold() not in form.not_identifiers and len(said) <= LONGEST_IDENTIFIER:
            return said
    told = f"{content['name'].casefold()}\n{content['administration'].casefold()}"
    return f"name:{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def _name_of(form: Format, ours: str) -> str:
    return next(one.theirs for one in form.specs.values() if one.ours == ours)


def _check_format(form: Format, opened: Opened) -> None:
    """Raises Refusal for a file whose keys are not those of the format, naming the one they look like."""
    keys = {key for one in opened.records for key in one.values}
    known = {code: {spec.theirs for key in keys if (spec := one.spec(key))} for code, one in load_formats().items()}
    best = max(known, key=lambda code: len(known[code]))
    if len(known[best]) > CLEARLY * len(known[form.code]) and len(known[best]) > LEAST_KNOWN:
        raise Refusal("algorithms-file-other-format", file=opened.name, format=form.code, looks=best)
    if len(known[form.code]) < LEAST_KNOWN:
        needed = ", ".join(one.theirs for one in form.specs.values() if one.required)
        raise Refusal("algorithms-file-not-format", file=opened.name, format=form.code, needed=needed[:200])
