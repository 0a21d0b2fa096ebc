"""The edition as one page that stands alone: no script, no image, no address but those it names."""

from functools import cache
from html import escape
from importlib.resources import files

from sobria.engine.editions.blocks import Block, Grid, Items, Line, Part, Span, Text, Title, labelled, words
from sobria.engine.editions.reader import Reader

ANNEX = "annexe"


def as_html(reader: Reader, parts: list[Part]) -> bytes:
    body = "\n".join(_part(reader, part) for part in parts)
    contents = "".join(f'<li><a href="#{part.code}">{escape(part.title)}</a></li>' for part in parts)
    page = f"""<!doctype html>
<html lang="{reader.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(reader.title)}</title>
<style>
{_style()}</style>
</head>
<body>
<main>
<h1>{escape(reader.title)}</h1>
<p>{escape(reader.footer)}</p>
<nav aria-label="{escape(reader.say("contents"))}"><ol start="0">{contents}</ol></nav>
{body}
</main>
</body>
</html>
"""
    return page.encode()


@cache
def _style() -> str:
    return files("sobria.engine.editions").joinpath("page.css").read_text(encoding="utf-8")


def _part(reader: Reader, part: Part) -> str:
    blocks = "\n".join(_block(reader, block, is_annex=part.code == ANNEX) for block in part.blocks)
    return f'<section id="{part.code}">\n<h2>{escape(part.title)}</h2>\n{blocks}\n</section>'


def _block(reader: Reader, block: Block, *, is_annex: bool) -> str:
    match block:
        case Title():
            level = block.level + 2
            return f"<h{level}>{escape(block.text)}</h{level}>"
        case Text():
            label = escape(labelled(block, reader.language))
            said = f"<strong>{label}</strong> " if label else ""
            return f'<p class="{block.nature}">{said}{_line(reader, block.line)}</p>'
        case Items():
            items = "".join(f"<li>{_line(reader, one)}</li>" for one in block.lines)
            return f"<ul>{items}</ul>"
        case Grid():
            return _grid(reader, block, is_annex=is_annex)


def _grid(reader: Reader, block: Grid, *, is_annex: bool) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in block.columns)
    rows = []
    for first, *others in block.rows:
        code = words(first)
        anchor = f' id="figure-{escape(code)}"' if is_annex and code in reader.by_code else ""
        cells = "".join(f"<td>{_line(reader, one)}</td>" for one in others)
        rows.append(f'<tr{anchor}><th scope="row">{_line(reader, first)}</th>{cells}</tr>')
    caption = escape(block.caption)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>\n" + "\n".join(rows) + "\n</tbody></table></div>"
    )


def _line(reader: Reader, line: Line) -> str:
    return "".join(_span(reader, span) for span in line)


def _span(reader: Reader, span: Span) -> str:
    shown = escape(span.text).replace("\n", "<br>")
    if span.figure in reader.by_code:
        return f'<a href="#figure-{escape(span.figure)}">{shown}</a>'
    url = f"{reader.document['site']}{span.url}" if span.url.startswith("/") and reader.document["site"] else span.url
    return f'<a href="{escape(url)}">{shown}</a>' if url.startswith(("https://", "http://")) else shown
