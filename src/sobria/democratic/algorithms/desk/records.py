"""Staff pages of a record: begin it, write it page by page, correct what is published, say who carries it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.people.access import allow, person
from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import STAFF
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.democratic.algorithms import services
from sobria.democratic.algorithms.desk import act_forms, content_forms
from sobria.democratic.algorithms.desk.acting import ActPage, Asked, act_page, number, refuse
from sobria.democratic.algorithms.desk.content_forms import ANSWERS, NewForm, Section, SectionForms, charter_in_force
from sobria.democratic.algorithms.desk.dossier_views import lacking
from sobria.democratic.algorithms.governance import watching
from sobria.democratic.algorithms.governance.standing import OWNERS, may_edit
from sobria.democratic.algorithms.models import Algorithm, Dossier, Version
from sobria.democratic.algorithms.reading import written
from sobria.democratic.algorithms.register import class_label
from sobria.engine.ai_act import assess, questions
from sobria.engine.algorithms.content import Content
from sobria.engine.algorithms.states import UNDER_WAY
from sobria.engine.messages import Refusal


def find(code: str) -> Algorithm:
    return get_object_or_404(Algorithm.objects.select_related("owner", "overseer"), code=code)


def record_url(algorithm: Algorithm) -> str:
    return reverse("algorithms-desk:entry", args=[algorithm.code])


@allow(read=STAFF)
@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    algorithm = find(code)
    dossiers = list(algorithm.dossiers.select_related("version").order_by("-number"))
    draft = next((one for one in dossiers if one.state == "draft"), None)
    published = services.published_dossier(algorithm)
    edits = may_edit(person(request), algorithm)
    context = {
        "algorithm": algorithm,
        "dossiers": dossiers,
        "draft": draft,
        "edits": edits,
        "pages": _progress(draft.version.content) if draft else [],
        "lacking": lacking(draft) if draft else [],
        "may_correct": edits and published is not None,
        "corrections": content_forms.pages(material=False) if edits and published else [],
        "may_open": edits and not any(one.state in UNDER_WAY for one in dossiers),
        "class_name": class_label(assess(dossiers[0].version.content["ai_act"], on=timezone.localdate()).cls),
        "observations": list(algorithm.observations.order_by("-seen_on", "-pk")[:5]),
        "questions": list(_waiting(person(request), algorithm)),
    }
    return render(request, "algorithms/desk_record.html", context)


def _waiting(reader: User, algorithm: Algorithm) -> Any:
    """Requests without answer that this person may read, the most pressing first."""
    return watching.readable(reader).filter(algorithm=algorithm, answered_at=None).order_by("due_on", "pk")[:20]


def _progress(content: Content) -> list[tuple[Section, int, int]]:
    """Each page of the record, how many of its fields say something, and out of how many."""
    return [
        (page, sum(content[one.code] not in written.NOTHING for one in page.fields), len(page.fields))
        for page in content_forms.pages()
    ]


@allow(read=OWNERS, write=OWNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    form = NewForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            algorithm = services.create_algorithm(values=form.cleaned_data, by=person(request))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Projet créé : vous le portez. Écrivez maintenant sa fiche, page par page."))
            return redirect("algorithms-desk:entry", code=algorithm.code)
    context = {
        "form": form,
        "title": _("Nouveau projet"),
        "lead": _(
            "Une IA, un moteur de règles, un tableur : tout ce qui calcule une décision. Rien n’est public encore."
        ),
        "back": reverse("algorithms-desk:home"),
        "action": _("Commencer la fiche"),
    }
    return render(request, "algorithms/desk_form.html", context, status=422 if form.is_bound else 200)


@allow(read=OWNERS, write=OWNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, code: str, page: str) -> HttpResponse:
    """One page of the draft."""
    algorithm = find(code)
    dossier = get_object_or_404(algorithm.dossiers.select_related("version", "algorithm"), state="draft")
    section = content_forms.page_of(page)
    if section is None:
        raise Http404
    form, seen, theirs = _forms(request, section, dossier.version)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_draft(dossier, values=form.values(), seen=seen, by=person(request))
        except Refusal as refusal:
            refuse(form.main, refusal)
            if refusal.code == "algorithm-changed":
                seen, theirs = _crossed(form, section, dossier)
        else:
            return _saved(request, algorithm, section, saved, seen)
    context = _page(algorithm, section, form, seen, theirs) | {"title": section.title}
    if section.code == ANSWERS:
        context["assessment"] = _assessed(dossier.version.content["ai_act"])
    return render(request, "algorithms/desk_write.html", context, status=422 if form.main.is_bound else 200)


@allow(read=OWNERS, write=OWNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, code: str, page: str) -> HttpResponse:
    """One page of what is published, without what the decision is about."""
    algorithm = find(code)
    dossier = services.published_dossier(algorithm)
    section = content_forms.page_of(page, material=False)
    if section is None or dossier is None:
        raise Http404
    form, seen, theirs = _forms(request, section, dossier.version)
    form.main.fields["note"] = act_forms.line(_("Pourquoi cette correction"), limit=500, help_text=act_forms.PUBLISHED)
    if request.method == "POST" and form.is_valid():
        note = form.main.cleaned_data["note"]
        try:
            saved = services.correct(algorithm, values=form.values(), note=note, seen=seen, by=person(request))
        except Refusal as refusal:
            refuse(form.main, refusal)
            if refusal.code == "algorithm-changed":
                seen, theirs = _crossed(form, section, dossier)
        else:
            return _saved(request, algorithm, section, saved, seen, is_correction=True)
    context = _page(algorithm, section, form, seen, theirs)
    context |= {"title": _("Corriger : %(page)s") % {"page": section.title}, "is_correction": True}
    return render(request, "algorithms/desk_write.html", context, status=422 if form.main.is_bound else 200)


def _forms(request: HttpRequest, section: Section, version: Version) -> tuple[SectionForms, int, list[Any]]:
    """What the page asks, the version that was read, and nothing yet to compare."""
    charter = charter_in_force()
    principles = charter.principles.all() if charter else ()
    form = SectionForms(posted(request), page=section, initial=version.content, principles=principles)
    return form, number(request.POST.get("seen")) if request.method == "POST" else version.number, []


def _crossed(form: SectionForms, section: Section, dossier: Dossier) -> tuple[int, list[tuple[str, str]]]:
    """Someone saved meanwhile: the version to read now, and what it says where it differs from what was typed."""
    latest = Dossier.objects.select_related("version").get(pk=dossier.pk).version
    theirs = latest.content
    mine = form.values()
    differing = [one for one in section.fields if one.code in mine and mine[one.code] != theirs[one.code]]
    lines = [(one.name(language()), "\n".join(written.lines(one.code, theirs)) or "—") for one in differing]
    return latest.number, lines


def _page(
    algorithm: Algorithm, section: Section, form: SectionForms, seen: int, theirs: list[tuple[str, str]]
) -> dict[str, Any]:
    return {
        "algorithm": algorithm,
        "section": section,
        "form": form.main,
        "rows": form.rows,
        "groups": form.main.groups() if section.code == ANSWERS else [],
        "seen": seen,
        "theirs": theirs,
        "no_charter": section.code == content_forms.PRINCIPLES and not form.main.principles,
    }


def _saved(
    request: HttpRequest,
    algorithm: Algorithm,
    section: Section,
    saved: Version,
    seen: int,
    *,
    is_correction: bool = False,
) -> HttpResponse:
    """Says what was written, then goes to the next page; the questionnaire stays, to show its result."""
    if saved.number == seen:
        messages.info(request, _("Rien n’avait changé : aucune version n’a été ajoutée."))
    else:
        messages.success(request, _("Enregistré : %(fields)s.") % {"fields": written.names(saved.changed)})
    if is_correction:
        return redirect("algorithms-desk:entry", code=algorithm.code)
    if section.code == ANSWERS:
        return redirect("algorithms-desk:write", code=algorithm.code, page=ANSWERS)
    codes = [one.code for one in content_forms.pages()]
    following = codes[codes.index(section.code) + 1 :]
    if "next" in request.POST and following:
        return redirect("algorithms-desk:write", code=algorithm.code, page=following[0])
    return redirect("algorithms-desk:entry", code=algorithm.code)


def _assessed(answers: dict[str, str]) -> dict[str, Any]:
    """What the answers already written give today."""
    found = assess(answers, on=timezone.localdate())
    asked = {one.code: one.words(language()) for one in questions()}
    return {
        "class_name": class_label(found.cls),
        "prohibited_from": found.prohibited_from,
        "obligations": [(one, one.words(language())) for one in found.obligations],
        "unknown": [asked[code] for code in found.unknown],
    }


def _staff() -> Any:
    held = Assignment.objects.in_force(timezone.localdate()).filter(role__in=STAFF).values("user")
    return User.objects.filter(is_active=True, pk__in=held).order_by("name", "email")


def _ask_people(_request: HttpRequest, data: QueryDict | None, code: str) -> Asked[Algorithm]:
    algorithm = find(code)
    initial = {"owner": algorithm.owner_id, "overseer": algorithm.overseer_id}
    form = act_forms.PeopleForm(data, people=_staff(), initial=initial)
    return Asked(algorithm, algorithm.name, form, record_url(algorithm), {"algorithm": algorithm})


people = act_page(
    ActPage(
        roles=OWNERS,
        title=gettext_lazy("Qui porte, qui surveille"),
        lead=gettext_lazy("Le porteur écrit et dépose ; le surveillant contrôle l’usage et peut le suspendre seul."),
        action=gettext_lazy("Enregistrer"),
        done=gettext_lazy("Enregistré."),
        ask=_ask_people,
        do=lambda asked, by: services.name_overseer(asked.about, **asked.form.cleaned_data, by=by),
    )
)


def _ask_open(_request: HttpRequest, data: QueryDict | None, code: str) -> Asked[Algorithm]:
    algorithm = find(code)
    return Asked(algorithm, algorithm.name, act_forms.ActForm(data), record_url(algorithm), {"algorithm": algorithm})


open_dossier = act_page(
    ActPage(
        roles=OWNERS,
        title=gettext_lazy("Ouvrir un nouveau dossier"),
        lead=gettext_lazy(
            "Il part de la dernière version. La décision en vigueur reste celle du contenu sur lequel elle a porté."
        ),
        action=gettext_lazy("Ouvrir le dossier"),
        done=gettext_lazy("Dossier ouvert : modifiez la fiche, puis déposez-le."),
        ask=_ask_open,
        do=lambda asked, by: record_url(services.open_dossier(asked.about, by=by).algorithm),
    )
)
