"""The grid at the desk: fields for every cell, and a place to paste a block, seen before it is written."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sobria.city.indicators import grid
from sobria.city.indicators.grid import Change, Verdict
from sobria.city.indicators.grid_services import Outcome, save_cells
from sobria.city.indicators.services import SCOPE
from sobria.city.people.access import access_writer, allow
from sobria.city.people.roles import WRITERS
from sobria.city.registers.imports.sentences import language
from sobria.engine.indicators.definitions import PILLARS, Indicator, load_indicators
from sobria.engine.indicators.pasted import Block, read_block
from sobria.engine.messages import Refusal

FIRST_YEAR = 2000
PER_PAGE = 25


def _years(request: HttpRequest) -> list[int]:
    """The years shown: five, the current one last unless another last year is asked for."""
    this_year = timezone.localdate().year
    asked = request.GET.get("annee", "")
    last = (
        min(int(asked), this_year) if asked.isascii() and asked.isdigit() and len(asked) == len("2026") else this_year
    )
    last = max(last, FIRST_YEAR + grid.SHOWN_YEARS)
    return list(range(last - grid.SHOWN_YEARS + 1, last + 1))


def _shown(request: HttpRequest) -> tuple[str, Page[Indicator]]:
    pillar = request.GET.get("pilier", "")
    pillar = pillar if pillar in PILLARS else ""
    found = [one for one in load_indicators().values() if pillar in {"", one.pillar}]
    return pillar, Paginator(found, PER_PAGE).get_page(request.GET.get("page"))


@allow(read=WRITERS, write=WRITERS, scope=SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    writer = access_writer(request, SCOPE)
    today, years = timezone.localdate(), _years(request)
    pillar, page = _shown(request)
    found = grid.cells(years, today)
    outcome, refused, kept = None, "", dict[str, str]()
    if request.method == "POST":
        try:
            changes = _posted(request, page, years)
            kept = {one.key: one.text for one in changes if one.text.strip() != one.seen[1]}
            outcome = save_cells(
                changes, cells=found, method=request.POST.get("method", "")[:300],
                source=request.POST.get("source", "")[:300], today=today, is_typed=True, by=writer,
            )  # fmt: skip
        except Refusal as refusal:
            refused = refusal.sentence(language())
        else:
            if not outcome.refused:
                messages.success(request, _("Valeurs enregistrées : %(count)s.") % {"count": len(outcome.saved)})
                return redirect(f"{reverse('indicators-desk:grid')}?{request.GET.urlencode()}")
            found = grid.cells(years, today)
    context = _context(request, page, years, found, kept=kept, outcome=outcome)
    context |= {"pillar": pillar, "refused": refused}
    return render(request, "indicators/grid.html", context, status=422 if request.method == "POST" else 200)


def _posted(request: HttpRequest, shown: Sequence[Indicator], years: Sequence[int]) -> list[Change]:
    seen = grid.read_seen(request.POST.get("seen", ""))
    changes = []
    for indicator in shown:
        for year in years:
            key = f"{indicator.code}-{year}"
            text = request.POST.get(f"v-{key}")
            if text is not None:
                changes.append(Change(key, indicator.code, str(year), text[:200], seen.get(key, (0, ""))))
    return changes


def _context(
    request: HttpRequest, page: Page[Indicator], years: Sequence[int], found: dict[str, grid.Cell], *,
    kept: dict[str, str], outcome: Outcome | None,
) -> dict[str, Any]:  # fmt: skip
    refused = outcome.refused if outcome else ()
    saved = {one.change.key for one in outcome.saved} if outcome else set()
    complaints = {one.change.key: _sentence(one) for one in refused}
    kept = {key: text for key, text in kept.items() if key not in saved}
    chosen = {one.code for one in page.paginator.object_list}
    return {
        "page": page,
        "rows": grid.rows(page, years, found, kept=kept, complaints=complaints),
        "years": years,
        "pillars": PILLARS,
        "filled": sum(bool(cell.text) for cell in found.values() if cell.code in chosen),
        "total": len(chosen) * len(years),
        # Who was told of the others' values may now write over them: what is shown now is what was seen.
        "seen": grid.write_seen(found.values())
        if outcome or request.method != "POST"
        else request.POST.get("seen", ""),
        "complaints": [(one.change.key, complaints[one.change.key]) for one in refused],
        "saved": len(saved),
        "asked": request.GET.urlencode(),
        "previous_year": urlencode({"pilier": request.GET.get("pilier", ""), "annee": str(years[0] - 1)}),
        "next_year": urlencode({"pilier": request.GET.get("pilier", ""), "annee": str(years[-1] + grid.SHOWN_YEARS)}),
        "has_next": years[-1] < timezone.localdate().year,
        "source": request.POST.get("source", ""),
        "method": request.POST.get("method", ""),
    }


def _sentence(verdict: Verdict) -> str:
    return verdict.refusal.sentence(language()) if verdict.refusal else ""


@allow(read=WRITERS, write=WRITERS, scope=SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """Paste, look, confirm. What changed since the look is said, not overwritten."""
    writer = access_writer(request, SCOPE)
    context: dict[str, Any] = {
        "text": request.POST.get("text", ""),
        "source": request.POST.get("source", "")[:300],
        "method": request.POST.get("method", "")[:300],
    }
    if request.method != "POST":
        return render(request, "indicators/grid_paste.html", context)
    try:
        context |= _paste_context(request, writer)
    except Refusal as refusal:
        context["refused"] = refusal.sentence(language())
    if context.get("is_done"):
        messages.success(request, _("Valeurs enregistrées : %(count)s.") % {"count": context["saved"]})
        if not context["complaints"]:
            return redirect("indicators-desk:grid")
    return render(request, "indicators/grid_paste.html", context, status=200 if "verdicts" in context else 422)


def _paste_context(request: HttpRequest, writer: Any) -> dict[str, Any]:
    today = timezone.localdate()
    block = read_block(request.POST.get("text", ""), codes=tuple(load_indicators()))
    if len(block.years) > grid.MAX_YEARS:
        raise Refusal("grid-too-many-years", limit=grid.MAX_YEARS)
    if not request.POST.get("source", "").strip() or not request.POST.get("method", "").strip():
        raise Refusal("grid-no-method")
    found = grid.cells(block.years, today)
    is_confirmed = "confirm" in request.POST
    seen = grid.read_seen(request.POST.get("seen", "")) if is_confirmed else _as_shown(found)
    changes = _pasted(block, seen)
    said = [refusal.sentence(language()) for refusal in block.refused]
    common: dict[str, Any] = {"pasted": block, "block_refused": said}
    if not is_confirmed:
        verdicts = [grid.judge(change, found[change.key], today, is_typed=False) for change in changes]
        used = {change.key for change in changes}
        return common | {
            "seen": grid.write_seen(cell for key, cell in found.items() if key in used),
            "verdicts": [(one, grid.read_words(one.read, one.cell.code), _sentence(one)) for one in verdicts],
            "to_write": sum(one.is_written for one in verdicts),
        }
    outcome = save_cells(
        changes, cells=found, method=request.POST["method"][:300], source=request.POST["source"][:300],
        today=today, is_typed=False, by=writer,
    )  # fmt: skip
    complaints = [*said, *(_sentence(one) for one in outcome.refused)]
    return common | {"is_done": True, "verdicts": [], "saved": len(outcome.saved), "complaints": complaints}


def _as_shown(found: dict[str, grid.Cell]) -> grid.Seen:
    return {key: (cell.version, cell.text) for key, cell in found.items()}


def _pasted(block: Block, seen: grid.Seen) -> list[Change]:
    return [
        Change(
            f"{cell.code}-{cell.year}", f"{cell.line} ({cell.code})", str(cell.year), cell.text,
            seen.get(f"{cell.code}-{cell.year}", (0, "")),
        )
        for cell in block.cells
    ]  # fmt: skip
