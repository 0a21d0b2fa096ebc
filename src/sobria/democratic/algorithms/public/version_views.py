"""Every published version of a record: their list, one in full, two side by side, and everything as data."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sobria.city.people.access import public
from sobria.democratic.algorithms.models import Algorithm, Version
from sobria.democratic.algorithms.public.views import algorithm_or_404
from sobria.democratic.algorithms.reading import record_data, selectors
from sobria.democratic.algorithms.reading.written import INSIDE, changed_fields, lines, names, reader, said
from sobria.engine.algorithms.fields import fields, sections

PER_PAGE, DIGITS = 20, 9
LANGUAGE_INDEX = {"fr": 0, "en": 1}


@public
@require_safe
def versions(request: HttpRequest, code: str) -> HttpResponse:
    algorithm = algorithm_or_404(code)
    page = Paginator(selectors.versions(algorithm), PER_PAGE).get_page(request.GET.get("page"))
    shown: list[Version] = list(page)
    older = shown[1:]
    if shown:
        older += list(selectors.versions(algorithm).filter(number__lt=shown[-1].number)[:1])
    before: list[Version | None] = [*older, *([None] * (len(shown) - len(older)))]
    rows = [
        (one, names(changed_fields(past.content, one.content)) if past else "", past)
        for one, past in zip(shown, before, strict=True)
    ]
    context = {"algorithm": algorithm, "page": page, "rows": rows, "numbers": [one.number for one in shown]}
    return render(request, "algorithms/versions.html", context)


@public
@require_safe
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Every field of one version, by section; those that say nothing are named together."""
    algorithm = algorithm_or_404(code)
    found = _numbered(algorithm, number)
    if found is None:
        raise Http404(_("Aucune version publiée ne porte ce numéro."))
    charter = selectors.charter(found.charter) if found.charter else None
    titles = {one.code: one.title for one in charter.principles.all()} if charter else {}
    parts: dict[str, list[Any]] = {section: [] for section in sections()}
    silent = []
    for field in fields().values():
        if field.code in INSIDE:
            continue
        one = said(field.code, found.content, principles=titles)
        if one.is_known:
            parts[field.section].append(one)
        else:
            silent.append(one.name)
    context = {
        "algorithm": algorithm,
        "version": found,
        "parts": [(sections()[key][LANGUAGE_INDEX[reader()]], rows) for key, rows in parts.items() if rows],
        "silent": ", ".join(silent),
        "is_last": not selectors.versions(algorithm).filter(number__gt=number).exists(),
    }
    return render(request, "algorithms/version.html", context)


@public
@require_safe
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Two versions, field by field, as text. `?de=` and `?a=`: their numbers; the last two by default."""
    algorithm = algorithm_or_404(code)
    known = list(selectors.versions(algorithm).values_list("number", flat=True))
    last = (known[1] if len(known) > 1 else None, known[0] if known else None)
    asked = (_number(request.GET.get("de", "")), _number(request.GET.get("a", "")))
    wanted = tuple(one if one is not None else default for one, default in zip(asked, last, strict=True))
    found = {
        one.number: one
        for one in selectors.versions(algorithm).filter(number__in=[one for one in wanted if one is not None])
    }
    before, after = (found.get(one) if one is not None else None for one in wanted)
    context: dict[str, Any] = {"algorithm": algorithm, "known": known, "before": before, "after": after, "rows": []}
    if before is None or after is None:
        wrong = any(request.GET.get(name) for name in ("de", "a"))
        return render(request, "algorithms/compare.html", context, status=422 if wrong else 200)
    changed = changed_fields(before.content, after.content)
    context["rows"] = [
        {
            "name": fields()[field].name(reader()),
            "before": "\n".join(lines(field, before.content)),
            "after": "\n".join(lines(field, after.content)),
            "before_held": before.content["withheld"].get(field, ""),
            "after_held": after.content["withheld"].get(field, ""),
        }
        for field in changed
    ]
    return render(request, "algorithms/compare.html", context)


@public
@require_safe
def data(_request: HttpRequest, code: str) -> JsonResponse:
    """All that is public of the record, to reuse and to verify."""
    answer = JsonResponse(record_data.of(algorithm_or_404(code)), json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="{code}.json"'
    return answer


def _numbered(algorithm: Algorithm, number: int) -> Version | None:
    return selectors.versions(algorithm).filter(number=number).first() if number < 10**DIGITS else None


def _number(text: str) -> int | None:
    """None for nothing; a number no version has for what is no number."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0
