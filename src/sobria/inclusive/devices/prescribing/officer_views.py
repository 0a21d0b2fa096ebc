"""Staff pages: appeals to answer, the rules with what waits behind them, and the fairness of the year under way."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.people.access import allow, person
from sobria.city.people.roles import STAFF
from sobria.city.registers.acting import done
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.engine.devices.bands import answers, delays, motives
from sobria.engine.devices.caps import kinds
from sobria.engine.devices.priority import held, rules, sentence
from sobria.inclusive.devices.codes import appeals, waiting
from sobria.inclusive.devices.codes.appeals import OFFICER
from sobria.inclusive.devices.codes.needs import bands_of
from sobria.inclusive.devices.fairness.selectors import years
from sobria.inclusive.devices.models import Appeal, Code, CodeState, Item, ItemState
from sobria.inclusive.devices.prescribing.forms import AnswerForm

PAGE_ROWS = 40


@allow(read=STAFF)
@require_safe
def appeal_list(request: HttpRequest) -> HttpResponse:
    """Those that wait, the nearest day first; or, asked for, those answered. Two queries."""
    is_answered = request.GET.get("etat") == "repondus"
    rows = appeals.answered() if is_answered else appeals.to_answer()
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    spoken = language()
    known, said = motives(), answers()
    context = {
        "page": page,
        "is_answered": is_answered,
        "today": timezone.localdate(),
        "lines": [
            (
                one,
                known[one.motive].name(spoken) if one.motive in known else one.motive,
                kinds()[one.code.kind].name(spoken),
                said[one.answer].name(spoken) if one.answer in said else "",
            )
            for one in page
        ],
    }
    return render(request, "devices/prescribing/desk_appeals.html", context)


@allow(read=OFFICER, write=OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Appeal.objects.select_related("code__partner"), pk=pk)
    form = AnswerForm(posted(request))
    if done(request, form, lambda: appeals.answer(found, given=form.cleaned_data["given"], by=person(request))):
        messages.success(request, _("Réponse enregistrée : le prescripteur la lit sur la page du code."))
        return redirect("devices-codes-desk:appeals")
    spoken, code = language(), found.code
    is_waiting = code.state == CodeState.WAITING
    motive = motives().get(found.motive)
    context = {
        "form": form,
        "appeal": found,
        "motive": motive.name(spoken) if motive else found.motive,
        "kind": kinds()[code.kind].name(spoken),
        "held": [sentence(rule, spoken) for rule in held(bands_of(code), is_first=code.is_first)],
        "place": waiting.place_of(code) if is_waiting else None,
    }
    return render(request, "devices/prescribing/desk_answer.html", context, status=422 if form.errors else 200)


@allow(read=STAFF)
@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """The rules in force, the times they rest on, and how many wait by type. Three queries."""
    spoken = language()
    waits = dict(
        Code.objects.filter(state=CodeState.WAITING).values_list("kind").annotate(number=Count("pk")).order_by()
    )
    free = dict(
        Item.objects.filter(state=ItemState.AVAILABLE).values_list("kind").annotate(number=Count("pk")).order_by()
    )
    context = {
        "rules": [(one, one.sentence(spoken)) for one in rules()],
        "delays": [(one, one.name(spoken), one.purpose(spoken)) for one in delays().values()],
        "kinds": [
            (one.name(spoken), waits.get(one.code, 0), free.get(one.code, 0))
            for one in kinds().values()
            if one.code in waits or one.code in free
        ],
        "appeals": appeals.to_answer().count(),
    }
    return render(request, "devices/prescribing/desk_rules.html", context)


@allow(read=STAFF)
@require_safe
def fairness(request: HttpRequest) -> HttpResponse:
    """As the public page, with the year under way, which the public does not see before it ends. Two queries."""
    this_year = timezone.localdate().year
    context = {"years": years(until=this_year, language=language()), "this_year": this_year}
    return render(request, "devices/fairness/desk.html", context)
