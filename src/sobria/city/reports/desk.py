"""Staff pages of the yearly edition: what is missing, to freeze, to correct, to say it presented."""

from collections.abc import Mapping

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.people.access import access_writer, allow, may_write
from sobria.city.people.roles import STAFF, WRITERS
from sobria.city.registers.acting import done
from sobria.city.reports import forms, selectors, services
from sobria.city.reports.gathering.document import gather
from sobria.city.reports.lacking import lacking
from sobria.city.reports.models import Edition
from sobria.city.reports.services import FIRST_YEAR, SCOPE
from sobria.engine.messages import Refusal

YEARS_OFFERED = 3

_writers = allow(read=WRITERS, write=WRITERS, scope=SCOPE)
_asking = require_http_methods(["GET", "HEAD", "POST"])


@allow(read=STAFF)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    years = selectors.years()
    frozen, last = {one.edition.year for one in years}, timezone.localdate().year
    offered = [year for year in range(last, last - YEARS_OFFERED, -1) if year not in frozen]
    context = {"years": years, "offered": offered, "may_write": may_write(request.user, SCOPE)}
    return render(request, "reports/desk_home.html", context)


@allow(read=STAFF)
@require_safe
def prepare(request: HttpRequest, year: int) -> HttpResponse:
    """What is known and what lacks, today. Its cost is that of a freeze without its files."""
    _begun(year)
    found = gather(year, today=timezone.localdate())
    revisions = selectors.revisions(year)
    last = selectors.edition(year) if revisions else None
    figures = [one for one in found.document["figures"] if one["group"] == "indicator"]
    context = {
        "year": year,
        "lacks": lacking(found.document),
        "known": sum(one["value"] is not None or bool(one["letter"]) for one in figures),
        "total": len(figures),
        "knows": found.knows,
        "is_whole": found.document["is_whole"],
        "failures": found.document["failures"],
        "revisions": revisions,
        "changed": selectors.changed_since(last, found.document) if last else 0,
        "may_write": may_write(request.user, SCOPE),
    }
    return render(request, "reports/desk_prepare.html", context)


@_writers
@_asking
def freeze(request: HttpRequest, year: int) -> HttpResponse:
    writer = access_writer(request, SCOPE)
    _begun(year)
    form = forms.FreezeForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        services.freeze(year, by=writer, reference=form.cleaned_data["reference"])

    if done(request, form, act):
        messages.success(request, _("Bilan figé. Ses fichiers et leurs sommes de contrôle sont publiés."))
        return redirect("reports:edition", year=year)
    context = {
        "title": _("Figer le bilan %(year)s") % {"year": year},
        "question": _("Ce qui est connu aujourd’hui de l’année %(year)s sera gardé et publié pour toujours.")
        % {"year": year},
        "consequence": _("Un bilan figé ne change plus : une correction devient une révision, publiée avec sa raison."),
        "action": _("Figer et publier"),
    }
    return _confirm(request, form, year, context)


@_writers
@_asking
def correct(request: HttpRequest, year: int) -> HttpResponse:
    writer = access_writer(request, SCOPE)
    last = _latest(year)
    initial = {"seen": last.revision, "reference": last.reference}
    form = forms.CorrectForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> None:
        given = form.cleaned_data
        services.correct(year, reason=given["reason"], reference=given["reference"], seen=given["seen"], by=writer)

    if done(request, form, act):
        messages.success(request, _("Révision figée. La précédente reste lisible, et ce qui change est listé."))
        return redirect("reports:edition", year=year)
    told = {"year": year, "revision": last.revision}
    context = {
        "title": _("Corriger le bilan %(year)s") % told,
        "question": _("Une nouvelle révision sera faite de ce qui est connu aujourd’hui de l’année %(year)s.") % told,
        "consequence": _("La révision %(revision)s reste publiée ; chaque chiffre qui change est listé.") % told,
        "action": _("Figer la révision"),
    }
    return _confirm(request, form, year, context)


@_writers
@_asking
def present(request: HttpRequest, year: int) -> HttpResponse:
    """The duty « reen-35-report » gets the frozen edition as its evidence."""
    writer = access_writer(request, SCOPE)
    last = _latest(year)
    where = request.build_absolute_uri(f"{reverse('reports:edition', args=[year])}?revision={last.revision}")
    initial = {"on": timezone.localdate(), "url": where}
    form = forms.PresentForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> None:
        services.present(last, on=form.cleaned_data["on"], url=form.cleaned_data["url"], by=writer)

    if done(request, form, act):
        messages.success(request, _("Présentation enregistrée : l’obligation mène au bilan figé."))
        return redirect("duties-desk:entry", code=services.DUTY)
    context = {
        "title": _("Dire le bilan %(year)s présenté") % {"year": year},
        "question": _(
            "L’obligation de bilan annuel (loi REEN) aura ce bilan figé pour preuve, pour l’année de la date."
        ),
        "action": _("Enregistrer"),
    }
    return _confirm(request, form, year, context)


def _begun(year: int) -> None:
    """A year that may have an edition, else no page."""
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise Http404


def _latest(year: int) -> Edition:
    try:
        return selectors.edition(year)
    except Refusal as refusal:
        raise Http404 from refusal


def _confirm(request: HttpRequest, form: Form, year: int, context: Mapping[str, object]) -> HttpResponse:
    told = {**context, "form": form, "year": year, "cancel_url": reverse("reports-desk:prepare", args=[year])}
    return render(request, "reports/desk_confirm.html", told, status=422 if form.errors else 200)
