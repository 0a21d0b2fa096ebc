"""Pages of targets: what was promised and since when, for everyone; the form, for those who write."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.indicators import selectors, targets
from sobria.city.indicators.asked_day import AskedDay, asked_day
from sobria.city.indicators.target_forms import TargetForm
from sobria.city.indicators.target_models import TargetVersion
from sobria.city.indicators.targets_services import CHANGED, SCOPE, set_target, withdraw_target
from sobria.city.indicators.trajectory_chart import TrajectoryChart
from sobria.city.people.access import access_writer, allow, may_write, public
from sobria.city.people.roles import STAFF, WRITERS
from sobria.city.registers.imports.sentences import language
from sobria.city.registers.wording import said
from sobria.engine.indicators.definitions import Indicator, load_indicators
from sobria.engine.indicators.trajectory import Standing, Trajectory, expected
from sobria.engine.indicators.value import Value
from sobria.engine.messages import Refusal


def _indicator(code: str) -> Indicator:
    found = load_indicators().get(code)
    if found is None:
        raise Http404
    return found


@public
@require_safe
def target(request: HttpRequest, code: str) -> HttpResponse:
    indicator = _indicator(code)
    context = target_context(indicator, asked_day(request)) | {"may_write": may_write(request.user, SCOPE)}
    return render(request, "indicators/target.html", context)


def target_context(indicator: Indicator, day: AskedDay) -> dict[str, Any]:
    """What is said of a target on a day. Constant queries."""
    code, on = indicator.code, day.known
    value = selectors.values(on)[code]
    view = targets.targets(on, {code: value}).get(code)
    legal = targets.legal_view(code, value, on)
    chart = TrajectoryChart(
        title=_("Cible et valeurs de %(name)s") % {"name": indicator.name(get_language() or "fr")},
        trajectory=view.trajectory if view else None,
        legal=legal.target.trajectory if legal else None,
        values=tuple(selectors.history(code, on)),
        write=lambda number: targets.written(indicator, number),
    )
    return {
        "indicator": indicator,
        "name": indicator.name(get_language() or "fr"),
        "day": day,
        "view": view,
        "legal": legal,
        "legal_article": legal.target.article(get_language() or "fr") if legal else "",
        "finding": _finding(indicator, value, view, legal, day),
        "facts": _facts(indicator, value, view, legal, day),
        "chart": chart if view or legal else None,
        "versions": [_version(indicator, one) for one in targets.history(code, on)],
    }


def _finding(
    indicator: Indicator,
    value: Value,
    view: targets.TargetView | None,
    legal: targets.LegalView | None,
    day: AskedDay,
) -> str:
    """The heading: where the value stands, in words; for a day to come, what is promised for it."""
    name = indicator.name(get_language() or "fr")
    standing = view.standing if view else legal.standing if legal else None
    if standing is None:
        return _("%(name)s : la ville n’a pas fixé de cible") % {"name": name}
    if day.day > day.today and view:
        words = targets.expected_words(indicator, view, day.day)
        return _("%(name)s. %(expected)s, valeur pas encore connue") % {"name": name, "expected": words}
    state = targets.state_of(standing).words
    if standing.gap is None or standing.state == "on-track":
        return _("%(name)s : %(state)s") % {"name": name, "state": state}
    gap = targets.gap_words(indicator, standing, value)
    return _("%(name)s : %(state)s de %(gap)s") % {"name": name, "state": state, "gap": gap}


def _facts(
    indicator: Indicator,
    value: Value,
    view: targets.TargetView | None,
    legal: targets.LegalView | None,
    day: AskedDay,
) -> list[dict[str, Any]]:
    """One row per trajectory held against the value: whose, expected then and on the day asked, gap, state."""
    rows: list[tuple[str, str, Standing, Trajectory]] = []
    if view:
        rows.append((_("Cible de la ville"), said(view.source), view.standing, view.trajectory))
    if legal:
        article = legal.target.article(get_language() or "fr")
        rows.append((_("Cible légale"), article, legal.standing, legal.target.trajectory))
    return [
        {
            "whose": whose,
            "source": source,
            "at": standing.at,
            "expected": targets.written(indicator, standing.expected),
            "gap": targets.gap_words(indicator, standing, value, signed=True),
            "state": targets.state_of(standing),
            "on_day": targets.written(indicator, expected(trajectory, day.day)),
        }
        for whose, source, standing, trajectory in rows
    ]


def _version(indicator: Indicator, one: TargetVersion) -> dict[str, Any]:
    return {
        "version": one,
        "baseline": "" if one.baseline is None else targets.written(indicator, one.baseline),
        "steps": [(step.date, targets.written(indicator, step.value)) for step in one.steps.all()],
    }


@allow(read=STAFF, write=WRITERS, scope=SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    indicator = _indicator(code)
    writer = access_writer(request, SCOPE)
    number, current = targets.current(code)
    seen = _seen(request, number)
    data = request.POST if request.method == "POST" else None
    form = TargetForm(indicator, data, current=current, is_change=current is not None and seen == number)
    changed = False
    if "add-rows" in request.POST:
        form.add_rows()
    elif request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            set_target(code, **typed, by=writer, seen=seen)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence(language()))
            changed = refusal.code == CHANGED
        else:
            messages.success(request, _("Cible enregistrée. L’écart est recalculé."))
            return redirect("indicators:target", code=code)
    # Only who was told of the other version may write over it.
    context = {
        "indicator": indicator,
        "name": indicator.name(get_language() or "fr"),
        "unit": targets.unit_of(indicator),
        "form": form,
        "seen": number if changed else seen,
        "theirs": _version(indicator, current) if changed and current else None,
        "is_theirs_withdrawn": changed and current is None,
        "current": current,
        "adding": "add-rows" in request.POST,
    }
    refused = request.method == "POST" and "add-rows" not in request.POST
    return render(request, "indicators/target_form.html", context, status=422 if refused else 200)


def _seen(request: HttpRequest, number: int) -> int:
    """Number of the version the form was made from; none when it does not say, so that nothing is overwritten."""
    if request.method != "POST":
        return number
    try:
        return int(request.POST.get("seen", ""))
    except ValueError:
        return -1


@allow(read=STAFF, write=WRITERS, scope=SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    indicator = _indicator(code)
    writer = access_writer(request, SCOPE)
    number, current = targets.current(code)
    refused = ""
    if request.method == "POST":
        try:
            withdraw_target(code, reason=request.POST.get("reason", "")[:500], by=writer, seen=_seen(request, number))
        except Refusal as refusal:
            refused = refusal.sentence(language())
        else:
            messages.success(request, _("Cible retirée. Ses versions restent dans l’historique."))
            return redirect("indicators:target", code=code)
    context = {
        "title": _("Retirer la cible de %(code)s") % {"code": code},
        "question": _("« %(name)s » n’aura plus de cible de la ville à partir d’aujourd’hui.")
        % {"name": indicator.name(get_language() or "fr")},
        "consequence": _("L’historique garde toutes les versions et leurs sources."),
        "action": _("Retirer la cible"),
        "cancel_url": reverse("indicators-desk:target", args=[code]),
        "danger": True,
        "seen": number,
        "current": current,
        "refused": refused,
        "indicator": indicator,
    }
    return render(request, "indicators/target_withdraw.html", context, status=422 if refused else 200)
