"""Staff pages of the programme de travail: four parts, then its publication."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.people.access import allow, person
from sobria.city.people.roles import STAFF, WRITERS
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.city.strategy import programme
from sobria.city.strategy.desk import number_seen, writes
from sobria.city.strategy.forms import ActorForm, ProseForm, TakenForm, rows_of
from sobria.city.strategy.models import ProgrammeSection
from sobria.engine.messages import Refusal
from sobria.ui.context import address

Part = ProgrammeSection.Part
ROWS: dict[str, type[Any]] = {Part.ACTORS: ActorForm, Part.MEASURES: TakenForm}
# What each part is for, and what to write in it.
HELP = {
    Part.ACTORS: gettext_lazy("Services de la ville, opérateurs, entreprises, associations : qui, et à quel titre."),
    Part.IMPACT: gettext_lazy("Réseaux, centres de données, équipements des habitants : ce que l’on en sait."),
    Part.USES: gettext_lazy("Ce que les usages font naître : trafic, renouvellement, énergie, exclusion."),
    Part.MEASURES: gettext_lazy("Ce que la ville fait déjà : réemploi, achats, sites sobres, sensibilisation."),
}


@allow(read=STAFF)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    parts = [(one, Part(one.part).label) for one in programme.all_written()]
    context = {
        "parts": parts,
        "complete": all(one.is_complete for one, _label in parts),
        "edition": programme.edition(),
        "may_write": writes(request),
    }
    return render(request, "strategy/desk_programme.html", context)


@allow(read=WRITERS, write=WRITERS, scope=programme.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, part: str) -> HttpResponse:
    if part not in Part.values:
        raise Http404
    current = programme.written(part)
    data = posted(request)
    prose = ProseForm(data, initial=current.content)
    rows = rows_of(ROWS[part], data, prefix="rows", initial=current.content["rows"]) if part in ROWS else None
    seen, theirs = current.version, None
    if request.method == "POST":
        seen = number_seen(request)
        if prose.is_valid() and (rows is None or rows.is_valid()):
            values = prose.cleaned_data | {"rows": [row.cleaned_data for row in rows or ()]}
            try:
                programme.save_part(part, values=values, seen=seen, by=person(request))
            except Refusal as refusal:
                prose.add_error(None, refusal.sentence(language()))
                if refusal.code == "programme-changed":
                    theirs = programme.written(part)
                    seen = theirs.version
            else:
                messages.success(request, _("Partie enregistrée."))
                return _next(part)
    place = Part.values.index(part) + 1
    context = {
        "part": part,
        "label": Part(part).label,
        "help": HELP[Part(part)],
        "place": place,
        "count": len(Part.values),
        "form": prose,
        "rows": rows,
        "seen": seen,
        "theirs": theirs,
        "figure": programme.figure_words(programme.footprint_figure()) if part == Part.IMPACT else None,
    }
    return render(request, "strategy/desk_programme_part.html", context, status=422 if prose.is_bound else 200)


@allow(read=WRITERS, write=WRITERS, scope=programme.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    refused = ""
    if request.method == "POST":
        try:
            edition = programme.publish(by=person(request))
        except Refusal as refusal:
            refused = refusal.sentence(language())
        else:
            messages.success(request, _("Programme publié, version %(number)d.") % {"number": edition.number})
            return redirect("strategy:programme")
    context = {
        "title": _("Publier le programme de travail"),
        "question": _("Le texte enregistré devient public, daté, et ne changera plus."),
        "consequence": _("Une correction fera une nouvelle version ; celle-ci restera lisible."),
        "action": _("Publier"),
        "cancel_url": address("strategy-desk:programme"),
        "refused": refused,
    }
    return render(request, "strategy/desk_delete.html", context, status=422 if refused else 200)


def _next(part: str) -> HttpResponse:
    following = Part.values.index(part) + 1
    if following < len(Part.values):
        return redirect("strategy-desk:programme-part", part=Part.values[following])
    return redirect("strategy-desk:programme")
