"""The reference page of the formats, written from the tables: docs/reference/algorithm-formats.md is this text."""

from collections.abc import Iterator

from sobria.engine.algorithms.exchange.tables import Format, Spec, load_formats
from sobria.engine.algorithms.fields import fields

OPENING = """# Formats of algorithm registers

What Sobria reads and writes of other registers, as `catalogue/algorithms/exchange/` says it. Written from the tables;
the test `tests/engine/algorithms/exchange/test_tables.py` checks that they agree. How to use them:
[exchange algorithm records](../how-to/exchange-algorithm-records.md).

Verdicts: *same*; *similar* (the meaning overlaps); *approximated* (the nearest value or text is taken); *none* (kept as
it came on the way in, written back to the same format on the way out); *own* and *fixed* (what the register says of a
record, not its content); *personal* (never read). `*` marks what they require. "with" lists our other fields that
travel in the same text, each under its name on a line of its own, and are found again there.

No format carries an authorisation or a class of the AI Act into the register: an import makes drafts.
"""


def written() -> str:
    lines = [OPENING]
    for form in load_formats().values():
        lines += _format(form)
    return "\n".join(lines)


def _format(form: Format) -> Iterator[str]:
    yield f"## `{form.code}` {form.name}, {form.version}\n"
    yield f"Source: {form.source} (confidence {form.confidence})."
    yield f"Files: {', '.join(form.suffixes)}, the first by default."
    yield f"Identifiers, in order: {', '.join(form.identifiers)}.\n"
    yield "| their field | shape | our field | verdict | note |\n|---|---|---|---|---|"
    for spec in form.specs.values():
        name = f"`{spec.theirs}`{'*' if spec.required else ''}"
        yield f"| {name} | {_shape(spec)} | {_ours(spec)} | {spec.verdict} | {spec.note} |"
    held = {code for spec in form.specs.values() for code in (spec.ours, *spec.joined)}
    yield f"\nOur fields without a home there: {', '.join(f'`{code}`' for code in fields() if code not in held)}.\n"
    yield "| their field | their value | our value | way | verdict |\n|---|---|---|---|---|"
    for spec in form.specs.values():
        for one in spec.values:
            ours = f"`{one.ours}`" if one.ours else "kept"
            yield f"| `{spec.theirs}` | {one.theirs} | {ours} | {one.direction} | {one.verdict} |"
    yield ""


def _shape(spec: Spec) -> str:
    bounds = "–".join(str(one) for one in (spec.least, spec.most) if one is not None)
    return " ".join(filter(None, (spec.kind, bounds, "with HTML" if spec.html else "")))


def _ours(spec: Spec) -> str:
    own = f"`{spec.ours}`" if spec.ours else ""
    item = f" ({spec.item})" if spec.item else ""
    joined = f" with {', '.join(f'`{code}`' for code in spec.joined)}" if spec.joined else ""
    return f"{own}{item}{joined}".strip()
