"""Staff pages: say a value with its evidence, correct it, take back a period given by mistake."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.indicators import desk_pages, pages, selectors, services, words
from sobria.city.indicators.asked_day import asked_day
from sobria.city.indicators.desk_pages import Period, Versions
from sobria.city.indicators.forms import FactForm, ValueForm
from sobria.city.indicators.models import Entry, FactEntry
from sobria.city.people.access import allow, may_write
from sobria.city.people.roles import STAFF, WRITERS
from sobria.city.registers.imports.sentences import language
from sobria.engine.indicators.definitions import Fact, Indicator, load_indicators, load_inputs
from sobria.engine.messages import Refusal

CHANGED = "indicator-changed"
Act = Callable[..., Entry | FactEntry]


class NoteForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Pourquoi"), max_length=2000, required=False)


@allow(read=STAFF)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    day = asked_day(request)
    page = pages.home_page(selectors.book(day.known), request.GET.dict(), day)
    return render(request, "indicators/desk_home.html", {"page": page})


@allow(read=STAFF)
@require_safe
def inputs(request: HttpRequest) -> HttpResponse:
    book = selectors.book(timezone.localdate())
    lines = desk_pages.fact_lines(book)
    context = {"lines": lines, "title": desk_pages.inputs_title(lines, book)}
    return render(request, "indicators/desk_inputs.html", context)


@allow(read=STAFF, write=WRITERS, scope=services.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, code: str) -> HttpResponse:
    indicator = _known(load_indicators(), code)
    unit = words.unit_words(indicator.unit)

    def form_of(data: QueryDict | None, initial: dict[str, Any]) -> forms.Form:
        return ValueForm(data, initial=initial, unit=unit, letters=indicator.letters)

    return _enter(request, indicator, selectors.versions(code), form_of=form_of, act=services.enter_value)


@allow(read=STAFF, write=WRITERS, scope=services.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def enter_input(request: HttpRequest, code: str) -> HttpResponse:
    fact = _known(load_inputs(), code)
    unit = words.unit_words(fact.unit)

    def form_of(data: QueryDict | None, initial: dict[str, Any]) -> forms.Form:
        return FactForm(data, initial=initial, unit=unit)

    return _enter(request, fact, selectors.input_versions(code), form_of=form_of, act=services.enter_input)


@allow(read=WRITERS, write=WRITERS, scope=services.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    defined = _known(load_indicators(), code)
    return _withdraw(request, defined, selectors.versions(code), act=services.withdraw_value)


@allow(read=WRITERS, write=WRITERS, scope=services.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_input(request: HttpRequest, code: str) -> HttpResponse:
    defined = _known(load_inputs(), code)
    return _withdraw(request, defined, selectors.input_versions(code), act=services.withdraw_input)


def _enter(
    request: HttpRequest,
    defined: Indicator | Fact,
    versions: Versions,
    *,
    form_of: Callable[[QueryDict | None, dict[str, Any]], forms.Form],
    act: Act,
) -> HttpResponse:
    asked = _asked(request)
    row = desk_pages.find(versions, asked)
    seen = desk_pages.shown(versions)
    posted = request.POST if request.method == "POST" else None
    form = form_of(posted, _initial(row, asked))
    now = desk_pages.in_place(row)
    if posted is not None:
        _writer(request)
        seen = desk_pages.read_seen(request.POST.get("seen", ""))
        if form.is_valid():
            period = (form.cleaned_data["start"], form.cleaned_data["end"])
            try:
                act(defined.code, **form.cleaned_data, seen=seen.version(versions, period), by=request.user)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence(language()))
                if refusal.code == CHANGED:  # told of the version in place, the person may replace it knowingly
                    now = desk_pages.in_place(desk_pages.find(versions, period))
                    seen = desk_pages.shown(versions)
            else:
                messages.success(request, _("Enregistré. Les versions précédentes restent lisibles."))
                return redirect(_page_of(defined))
    context = _context(request, defined, versions) | {"form": form, "seen": seen, "now": now}
    return render(request, "indicators/desk_enter.html", context, status=422 if posted is not None else 200)


def _withdraw(
    request: HttpRequest,
    defined: Indicator | Fact,
    versions: Versions,
    *,
    act: Act,
) -> HttpResponse:
    _writer(request)
    period = _asked(request)
    row = desk_pages.find(versions, period)
    if period is None or row is None:
        raise Http404(_("Aucune valeur n’est saisie pour cette période."))
    form, refused = NoteForm(request.POST if request.method == "POST" else None), ""
    seen = desk_pages.shown(versions)
    if request.method == "POST" and form.is_valid():
        read = desk_pages.read_seen(request.POST.get("seen", "")).version(versions, period)
        note = form.cleaned_data["note"]
        try:
            act(defined.code, start=period[0], end=period[1], note=note, seen=read, by=request.user)
        except Refusal as refusal:
            refused = refusal.sentence(language())
        else:
            messages.success(request, _("Période retirée. Ce qui avait été saisi reste lisible."))
            return redirect(_page_of(defined))
    context = {
        "title": _("Retirer la période"),
        "question": _("%(name)s, %(period)s : cette valeur ne comptera plus.")
        % {"name": defined.name(get_language() or "fr"), "period": words.period_words(*period)},
        "consequence": _("Pour une valeur fausse sur une période juste, corrigez-la plutôt."),
        "action": _("Retirer"),
        "cancel_url": _page_of(defined),
        "danger": True,
        "seen": seen,
        "form": form,
        "refused": refused,
    }
    return render(request, "indicators/desk_withdraw.html", context, status=422 if request.method == "POST" else 200)


def _context(request: HttpRequest, defined: Indicator | Fact, versions: Versions) -> dict[str, Any]:
    name = defined.name(get_language() or "fr")
    is_indicator = isinstance(defined, Indicator)
    return {
        "name": name,
        "title": _("Donner une valeur : %(name)s") % {"name": name},
        "about": desk_pages.about(defined),
        "back": desk_pages.back_of(defined),
        "public": reverse("indicators:entry", args=[defined.code]) if is_indicator else "",
        "withdraw": f"{_page_of(defined)}retirer/",
        "versions": versions,
        "may_write": may_write(request.user, services.SCOPE),
    }


def _page_of(defined: Indicator | Fact) -> str:
    name = "enter" if isinstance(defined, Indicator) else "input"
    return reverse(f"indicators-desk:{name}", args=[defined.code])


def _initial(row: Entry | FactEntry | None, asked: Period | None) -> dict[str, Any]:
    """What stands for the period asked, to be corrected; the period alone when nothing was said of it."""
    if row is None:
        return {} if asked is None else {"start": asked[0], "end": asked[1]}
    names = ("start", "end", "value", "low", "high", "letter", "coverage", "method", "source", "evidence", "note")
    return {name: getattr(row, name) for name in names if hasattr(row, name)}


def _asked(request: HttpRequest) -> Period | None:
    """The period of the address; none when it is not two dates."""
    try:
        return date.fromisoformat(request.GET.get("debut", "")), date.fromisoformat(request.GET.get("fin", ""))
    except ValueError:
        return None


def _known(defined: dict[str, Any], code: str) -> Any:
    if code not in defined:
        raise Http404(_("Rien ne porte ce code."))
    return defined[code]


def _writer(request: HttpRequest) -> None:
    if not may_write(request.user, services.SCOPE):
        raise PermissionDenied(_("Votre compte permet de lire, pas de modifier. Demandez à un responsable."))
