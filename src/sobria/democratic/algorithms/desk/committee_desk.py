"""Staff pages of the committee: its sessions, its rules, the city's charter."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sobria.city.people.access import allow, person
from sobria.city.people.models import User
from sobria.city.people.roles import STAFF
from sobria.city.registers.imports.sentences import language
from sobria.democratic.algorithms.desk.act_forms import ActForm
from sobria.democratic.algorithms.desk.acting import ActPage, Asked, act_page, number
from sobria.democratic.algorithms.desk.committee_forms import CharterForm, MinutesForm, RulesForm, SessionForm
from sobria.democratic.algorithms.desk.content_forms import charter_in_force
from sobria.democratic.algorithms.governance import charters, committee, voting
from sobria.democratic.algorithms.governance.committee import MEMBER, SECRETARY
from sobria.democratic.algorithms.governance.standing import COMMITTEE, EXECUTIVE, members_on, rules_on
from sobria.democratic.algorithms.models import Dossier
from sobria.democratic.algorithms.models.charter import Charter
from sobria.democratic.algorithms.models.committee import CommitteeRules, Session
from sobria.democratic.algorithms.models.opinion import AgendaItem, Proposal
from sobria.democratic.algorithms.notices import letters
from sobria.democratic.algorithms.public.public_committee import with_unit
from sobria.engine.algorithms.charter import example
from sobria.engine.algorithms.states import settings
from sobria.engine.messages import Refusal


def find(number_: str) -> Session:
    return get_object_or_404(Session, number=number(number_))


def session_url(session: Session) -> str:
    return reverse("algorithms-desk:session", args=[session.number])


@allow(read=STAFF)
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    found = Session.objects.annotate(held=Count("items", distinct=True)).order_by("-on", "-number")
    waiting = Dossier.objects.filter(_reviewed()).exclude(items__session__in=_not_closed()).select_related("algorithm")
    context = {
        "sessions": found[:100],
        "waiting": waiting.order_by("due_on", "pk")[:100],
        "members": members_on(timezone.localdate()),
        "rules": _rules_shown(),
        "charter": charter_in_force(),
        "is_secretary": person(request).holds(SECRETARY),
        "is_executive": person(request).holds(EXECUTIVE),
        "may_publish": person(request).holds(charters.PUBLISHERS),
    }
    return render(request, "algorithms/desk_sessions.html", context)


@allow(read=STAFF)
@require_safe
def session(request: HttpRequest, session_number: str) -> HttpResponse:
    found = find(session_number)
    items = found.items.select_related("dossier__algorithm", "dossier__rapporteur").order_by("rank")
    proposals = (
        Proposal.objects.filter(item__session=found)
        .select_related("dossier__algorithm")
        .annotate(cast=Count("votes", distinct=True))
        .order_by("pk")
    )
    attended = {one.member_id: one.member for one in found.attendances.select_related("member").order_by("pk")}
    sits = {one.pk: one for one in members_on(timezone.localdate())}
    members = [(one, one.pk in attended, one.pk in sits) for one in (sits | attended).values()]
    me = person(request)
    context = {
        "session": found,
        "items": items,
        "proposals": proposals,
        "members": members,
        "present": len(attended),
        "is_secretary": me.holds(SECRETARY),
        "may_sign": found.state == Session.State.OPEN and me.holds(MEMBER) and me.pk not in attended,
        "is_day": found.on <= timezone.localdate(),
        "may_add": found.state != Session.State.CLOSED and me.holds(SECRETARY),
        "waiting": _addable(found) if found.state != Session.State.CLOSED else [],
    }
    return render(request, "algorithms/desk_session.html", context)


def _reviewed() -> Q:
    return Q(state="in_review") | Q(state="suspended", must_return=True)


def _not_closed() -> Any:
    return Session.objects.exclude(state=Session.State.CLOSED)


def _addable(session: Session) -> list[Dossier]:
    held = AgendaItem.objects.filter(session=session).values("dossier")
    found = Dossier.objects.filter(_reviewed()).exclude(pk__in=held).select_related("algorithm")
    return list(found.order_by("due_on", "pk")[:100])


def _rules_shown() -> dict[str, Any]:
    values = rules_on(timezone.localdate())
    last = CommitteeRules.objects.order_by("-number").first()
    return {
        "rows": [(one.name(language()), with_unit(values[code], one.unit)) for code, one in settings().items()],
        "last": last,
    }


def _ask_plan(_request: HttpRequest, data: QueryDict | None) -> Asked[None]:
    return Asked(None, "", SessionForm(data), reverse("algorithms-desk:sessions"))


def _plan_lead() -> str:
    if letters.are_sent():
        return _("La date et l’ordre du jour sont publics ; les membres sont prévenus par courriel.")
    return _(
        "La date et l’ordre du jour sont publics. Ce site n’envoie pas de courriel : prévenez les membres vous-même."
    )


plan = act_page(
    ActPage(
        roles=SECRETARY,
        title=gettext_lazy("Prévoir une séance"),
        lead=lazy(_plan_lead, str)(),
        action=gettext_lazy("Prévoir la séance"),
        done=gettext_lazy("Séance prévue : inscrivez les dossiers à son ordre du jour."),
        ask=_ask_plan,
        do=lambda asked, by: session_url(committee.plan_session(**asked.form.cleaned_data, by=by)),
    )
)


def _ask_session(form: type[ActForm]) -> Any:
    def ask(_request: HttpRequest, data: QueryDict | None, session_number: str) -> Asked[Session]:
        found = find(session_number)
        told = {"number": found.number, "day": date_format(found.on)}
        name = _("Séance %(number)s du %(day)s") % told
        return Asked(found, name, form(data), session_url(found), {"session": found})

    return ask


open_session = act_page(
    ActPage(
        roles=SECRETARY,
        title=gettext_lazy("Ouvrir la séance"),
        lead=gettext_lazy("Le nombre de sièges et le quorum de ce jour sont fixés pour toute la séance."),
        action=gettext_lazy("Ouvrir la séance"),
        done=gettext_lazy("Séance ouverte : notez les présents."),
        ask=_ask_session(ActForm),
        do=lambda asked, by: committee.open_session(asked.about, by=by),
    )
)
close_session = act_page(
    ActPage(
        roles=SECRETARY,
        title=gettext_lazy("Fermer la séance"),
        lead=gettext_lazy("Le relevé est publié et ne change plus."),
        action=gettext_lazy("Fermer et publier le relevé"),
        done=gettext_lazy("Séance close, relevé publié."),
        ask=_ask_session(MinutesForm),
        do=lambda asked, by: voting.close_session(asked.about, minutes=asked.form.cleaned_data["minutes"], by=by),
        template="algorithms/desk_act.html",
    )
)


@allow(read=COMMITTEE, write=COMMITTEE)
@require_POST
def attend(request: HttpRequest, session_number: str) -> HttpResponse:
    """« member » is the number of a person; a member says it of oneself, the secretary of anyone."""
    found = find(session_number)
    member = get_object_or_404(User, pk=number(request.POST.get("member")))
    try:
        committee.attend(found, member, by=person(request))
    except Refusal as refusal:
        messages.error(request, refusal.sentence(language()))
    else:
        messages.success(request, _("Présence notée : %(name)s.") % {"name": member})
    return redirect("algorithms-desk:session", session_number=found.number)


@allow(read=SECRETARY, write=SECRETARY)
@require_POST
def add(request: HttpRequest, session_number: str) -> HttpResponse:
    found = find(session_number)
    dossier = get_object_or_404(Dossier, pk=number(request.POST.get("dossier")))
    try:
        committee.add_to_agenda(found, dossier, by=person(request))
    except Refusal as refusal:
        messages.error(request, refusal.sentence(language()))
    else:
        messages.success(request, _("Inscrit à l’ordre du jour."))
    return redirect("algorithms-desk:session", session_number=found.number)


def _ask_rules(_request: HttpRequest, data: QueryDict | None) -> Asked[None]:
    form = RulesForm(data, values=rules_on(timezone.localdate()))
    return Asked(None, "", form, reverse("algorithms-desk:sessions"))


rules = act_page(
    ActPage(
        roles=EXECUTIVE,
        title=gettext_lazy("Changer les règles du comité"),
        lead=gettext_lazy("Quorum et délais changent par un acte daté ; les règles passées restent lisibles."),
        action=gettext_lazy("Changer les règles"),
        done=gettext_lazy("Règles changées."),
        ask=_ask_rules,
        do=lambda asked, by: committee.change_rules(
            values=asked.form.values(),  # type: ignore[attr-defined]
            reference=asked.form.cleaned_data["reference"],
            since=asked.form.cleaned_data["since"],
            by=by,
        ),
    )
)


def _ask_charter(request: HttpRequest, data: QueryDict | None) -> Asked[Charter | None]:
    """Filled from the charter in force, or from the example when there is none or « exemple » asks for it."""
    current = charter_in_force()
    if current is None or "exemple" in request.GET:
        initial = {"title": _("Charte des algorithmes et de l’intelligence artificielle")}
        principles = example(language())
    else:
        initial = {"title": current.title, "text": current.text}
        principles = [
            {"code": one.code, "title": one.title, "question": one.question} for one in current.principles.all()
        ]
    form = CharterForm(data, initial=initial, principles=principles)
    return Asked(current, "", form, reverse("algorithms-desk:sessions"), {"current": current})


def _publish(asked: Asked[Charter | None], by: User) -> None:
    typed = {name: asked.form.cleaned_data[name] for name in ("title", "text", "reference", "adopted_on")}
    charters.publish_charter(**typed, principles=asked.form.lines(), by=by)


charter = act_page(
    ActPage(
        roles=charters.PUBLISHERS,
        title=gettext_lazy("Publier la charte éthique"),
        lead=gettext_lazy(
            "Chaque projet répond à chaque principe, et le comité le lit d’après elle. Les anciennes restent."
        ),
        action=gettext_lazy("Publier cette version"),
        done=gettext_lazy("Charte publiée."),
        ask=_ask_charter,
        do=_publish,
        template="algorithms/desk_charter.html",
    )
)
