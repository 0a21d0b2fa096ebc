"""Records of ours written as a file of another register, with exactly what is lost: each row is read back to know."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

import xlsxwriter

from sobria.engine.algorithms.content import Content, blank
from sobria.engine.algorithms.exchange.incoming import take
from sobria.engine.algorithms.exchange.outgoing import NOTHING, Extra, Outgoing, give
from sobria.engine.algorithms.exchange.reading import content_of
from sobria.engine.algorithms.exchange.report import Tally, Written
from sobria.engine.algorithms.exchange.table_records import from_cell, to_cell
from sobria.engine.algorithms.exchange.tables import Format, load_format
from sobria.engine.messages import Refusal

LONGEST_XLSX_CELL = 32_767
Row = dict[str, Any]


def write(contents: Iterable[tuple[str, Content, Extra]], *, format: str, suffix: str = "") -> Written:  # noqa: A002 - the word people use
    """`contents`: identity, content, what is known beyond it. `suffix`: json, csv or xlsx; theirs when not said.

    Raises Refusal for a format or a suffix we do not write.
    """
    form = load_format(format)
    suffix = (suffix or form.suffixes[0]).lower().lstrip(".")
    if suffix not in form.suffixes:
        raise Refusal("algorithms-suffix-unknown", suffix=suffix[:20], known=", ".join(form.suffixes))
    rows: list[Row] = []
    mapped: dict[str, int] = {}
    tallies = {name: Tally() for name in ("approximated", "dropped", "missing")}
    for identity, content, extra in contents:
        out = give(form, identity, content, extra)
        row = out.row if suffix == "json" else {key: _cell(value, suffix) for key, value in out.row.items()}
        rows.append(row)
        _count(out, _read_back(form, row, table=suffix != "json"), mapped, tallies)
    losses = {name: tally.losses() for name, tally in tallies.items()}
    columns = list(dict.fromkeys([*form.specs, *(key for row in rows for key in row)]))
    content_bytes = {"json": _json, "csv": _csv, "xlsx": _xlsx}[suffix](form, columns, rows)
    return Written(form.code, suffix, content_bytes, len(rows), mapped, **losses)


def _read_back(form: Format, row: Row, *, table: bool) -> Content:
    return content_of(take(form, {key: from_cell(one) for key, one in row.items()} if table else row, table=table))


def _count(out: Outgoing, again: Content, mapped: dict[str, int], tallies: Mapping[str, Tally]) -> None:
    nothing = blank()
    theirs = {code: spec.theirs for spec in out.format.specs.values() for code in (spec.ours, *spec.joined) if code}
    for code, value in out.content.items():
        if value in NOTHING:
            continue
        example = value if isinstance(value, str | int | float) else ""
        if code == "kept":
            _count_kept(out, again, mapped, tallies)
        elif again[code] == value:
            mapped[code] = mapped.get(code, 0) + 1
        elif again[code] == nothing[code]:
            reason = out.why.get(code, "algorithms-write-no-home" if code not in theirs else "algorithms-write-partly")
            tallies["dropped"].add(theirs.get(code, ""), code, reason, example)
        else:
            reason = out.why.get(code, "algorithms-write-partly")
            tallies["approximated"].add(theirs.get(code, ""), code, reason, example)
    for name, reason in out.filled:
        tallies["approximated"].add(name, "", reason)
    for name, reason in out.missing:
        tallies["missing"].add(name, "", reason)
    if not any(spec.origin == "identity" for spec in out.format.specs.values()):
        tallies["dropped"].add("", "", "algorithms-write-anonymous", out.identity)


def _count_kept(out: Outgoing, again: Content, mapped: dict[str, int], tallies: Mapping[str, Tally]) -> None:
    """What was kept comes back whole when every key does; what the register adds beside it is no loss."""
    kept = out.content["kept"]
    back = again["kept"].get(out.format.code, {})
    if set(kept) == {out.format.code} and all(
        back.get(key) == value for key, value in out.kept.items() if value not in NOTHING
    ):
        mapped["kept"] = mapped.get("kept", 0) + 1
    else:
        tallies["approximated" if out.kept else "dropped"].add("", "kept", "algorithms-write-partly", ", ".join(kept))


def _cell(value: Any, suffix: str) -> str:
    """A cell longer than a workbook takes is left blank; reading the row back says so."""
    text = to_cell(value)
    return "" if suffix == "xlsx" and len(text) > LONGEST_XLSX_CELL else text


def _json(_form: Format, _columns: list[str], rows: list[Row]) -> bytes:
    return (json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _csv(form: Format, columns: list[str], rows: list[Row]) -> bytes:
    """Begins with a byte-order mark, so that a spreadsheet reads accents."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", delimiter=form.delimiter)
    writer.writerow({name: to_cell(name) for name in columns})
    writer.writerows(rows)
    return ("\ufeff" + text.getvalue()).encode()


def _xlsx(form: Format, columns: list[str], rows: list[Row]) -> bytes:
    handle = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(handle, options)
    page = workbook.add_worksheet(form.code[:31])
    bold = workbook.add_format({"bold": True})
    page.freeze_panes(1, 1)
    for at, name in enumerate(columns):
        page.write_string(0, at, to_cell(name), bold)
        page.set_column(at, at, 24)
        for line, row in enumerate(rows, start=1):
            if row.get(name):
                page.write_string(line, at, row[name])
    workbook.close()
    return handle.getvalue()
