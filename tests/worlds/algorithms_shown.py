"""A register of algorithms with something on each of its public pages."""

from django.utils import timezone
from tests.worlds import algorithms as world

from sobria.democratic.algorithms import services
from sobria.democratic.algorithms.governance import committee, serving, voting, watching
from sobria.democratic.algorithms.models import Algorithm, Dossier
from sobria.democratic.algorithms.models.watch import Question

CONDITIONS = [
    {"text": "Former les agents", "is_prior": True, "due_on": ""},
    {"text": "Publier un bilan des erreurs", "is_prior": False, "due_on": "2030-06-30"},
]


def fill() -> None:
    """One served under conditions and corrected, one of which much is asked and unknown, one seen running."""
    who = world.city()
    served = _served(who)
    world.submitted(
        who,
        name="Lecture des dossiers d’aide",
        ai_act=world.HIGH_RISK,
        dpia="done",
        fria="done",
        withheld={"provider": "Secret des affaires (CRPA, L. 311-6)"},
    )
    watching.observe_unknown(
        values={"name": "Comptage de passants"},
        operation="running",
        seen_on=timezone.localdate(),
        source="resident",
        detail="Un boîtier sur un lampadaire.",
        by=who.colleague,
    )
    answered = watching.ask(served, kind="question", text="Qui relit ?")
    watching.answer(answered, text="Un agent, chaque jour.", shown=True, by=who.officer)
    watching.ask(served, kind="error", text="Le service a changé de nom.")


def _served(who: world.City) -> Algorithm:
    dossier = world.in_review(who, kwh_low=1000, kwh_high=3000, footprint_unknown="", cost_eur_year=12000)
    committee.recuse(dossier, reason="Un proche y travaille.", by=who.members[3])
    proposal = world.proposed(who, dossier, sense="conditions", conditions=CONDITIONS)
    for member, choice in zip(who.members[:3], ("for", "for", "against"), strict=True):
        voting.cast_vote(
            proposal, choice=choice, dissent="Le bilan vient trop tard." if choice == "against" else "", by=member
        )
    voting.close_vote(proposal, by=who.secretary)
    voting.close_session(proposal.item.session, minutes="Le comité a entendu le service.", by=who.secretary)
    decision = world.decided(who, dossier, sense="approved_with_conditions", conditions=CONDITIONS)
    given = serving.give_evidence(decision.conditions.get(rank=1), text="Feuille de présence", by=who.owner)
    serving.check_evidence(given, accepted=True, by=who.officer)
    served = serving.start_service(Dossier.objects.get(pk=dossier.pk), notices=True, by=who.owner)
    services.correct(
        served.algorithm,
        values={"summary": "Range chaque signalement par service."},
        note="Plus clair",
        seen=served.version.number,
        by=who.owner,
    )
    return Algorithm.objects.get(pk=served.algorithm_id)


def code_of(name: str) -> str:
    return Algorithm.objects.get(name__startswith=name).code


def token() -> str:
    return Question.objects.order_by("pk").values_list("token", flat=True)[0]
