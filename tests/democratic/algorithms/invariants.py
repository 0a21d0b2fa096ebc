"""What holds after any sequence of acts by anyone, read from the database alone."""

from sobria.city.journal.models import Event
from sobria.city.people.models import Assignment
from sobria.democratic.algorithms.models import Dossier, Entrusting, Transition, Version
from sobria.democratic.algorithms.models.committee import Recusal
from sobria.democratic.algorithms.models.decision import Condition, Decision
from sobria.democratic.algorithms.models.opinion import Opinion, Vote
from sobria.engine.algorithms import content as contents
from sobria.engine.algorithms.states import APPROVED, IN_FORCE, has_quorum, states, way


def check() -> None:
    for dossier in Dossier.objects.select_related("version", "algorithm"):
        follows_the_ways(dossier)
        stands_on_a_decision(dossier)
        nobody_stands_on_both_sides(dossier)
    for opinion in Opinion.objects.select_related("proposal", "dossier"):
        was_voted(opinion)
    for decision in Decision.objects.select_related("opinion", "dossier"):
        was_decided_by_someone_else(decision)
    each_move_is_told()


def follows_the_ways(dossier: Dossier) -> None:
    state = "draft"
    for rank, move in enumerate(dossier.transitions.order_by("rank"), start=1):
        assert (move.rank, move.before) == (rank, state)
        assert way(move.before, move.after)
        state = move.after
    assert dossier.state == state


def stands_on_a_decision(dossier: Dossier) -> None:
    if dossier.state not in APPROVED | IN_FORCE:
        return
    decision = dossier.decisions.filter(sense__in=APPROVED).get()
    served = contents.fingerprint(dossier.version.content)
    assert decision.fingerprint == decision.opinion.fingerprint == dossier.fingerprint == served
    assert decision.ai_class != "prohibited"
    if dossier.state in IN_FORCE:
        for condition in Condition.objects.filter(decision=decision, is_prior=True):
            accepted = condition.evidence.filter(check_made__is_accepted=True).get()
            assert accepted.check_made.by_id not in {accepted.given_by_id, dossier.submitted_by_id}


def authors(dossier: Dossier) -> set[int | None]:
    """Whoever wrote, submitted or carried it, at any time."""
    wrote = Version.objects.filter(algorithm=dossier.algorithm, dossier_number=dossier.number)
    entrusted = Entrusting.objects.filter(algorithm=dossier.algorithm)
    last = dossier.transitions.order_by("-rank").first()
    if last is not None and states()[dossier.state].closed:  # a dossier that is over binds nobody any more
        entrusted = entrusted.filter(at__lte=last.at)
    carried = entrusted.values_list("owner", flat=True)
    submitted = dossier.transitions.filter(act="submit").values_list("by", flat=True)
    return {dossier.submitted_by_id, *wrote.values_list("created_by", flat=True), *carried, *submitted} - {None}


def nobody_stands_on_both_sides(dossier: Dossier) -> None:
    """Votes of rejected proposals count too, and every act of the committee."""
    acts = dossier.transitions.filter(act__in=("admit", "request_information", "give_opinion", "decide", "resume"))
    judged = {
        *acts.values_list("by", flat=True),
        *Vote.objects.filter(proposal__dossier=dossier).values_list("member", flat=True),
        *dossier.proposals.values_list("put_by", flat=True),
        *dossier.decisions.values_list("by", flat=True),
    }
    assert not judged & authors(dossier)
    committee = judged - set(dossier.decisions.values_list("by", flat=True))
    assert not committee & set(dossier.decisions.values_list("by", flat=True))


def was_voted(opinion: Opinion) -> None:
    votes = list(opinion.proposal.votes.all())
    tally = [sum(vote.choice == choice for vote in votes) for choice in Vote.Choice.values]
    assert tally == [opinion.votes_for, opinion.votes_against, opinion.abstentions]
    assert opinion.votes_for > opinion.votes_against
    assert has_quorum(taking_part=len(votes), seats=opinion.seats, share=50, least=3)
    for vote in votes:
        assert Assignment.objects.in_force(vote.cast_on).filter(user=vote.member, role="member").exists()
        assert vote.member_id not in authors(opinion.dossier)
        recusal = Recusal.objects.filter(dossier=opinion.dossier, member=vote.member).first()
        assert recusal is None or recusal.declared_at > vote.cast_at


def was_decided_by_someone_else(decision: Decision) -> None:
    voted = set(Vote.objects.filter(proposal__dossier=decision.dossier).values_list("member", flat=True))
    assert decision.by_id not in authors(decision.dossier) | voted
    assert decision.dated >= decision.opinion.given_on
    held = Assignment.objects.in_force(decision.dated).filter(user=decision.by, role__in=("executive", "delegate"))
    assert held.exists()
    asked = {(one["text"], one["is_prior"]) for one in decision.opinion.conditions}
    kept = set(decision.conditions.values_list("text", "is_prior"))
    follows = decision.sense != "approved_with_conditions" or asked <= kept
    assert decision.reasons or (follows and not decision.departs)


def each_move_is_told() -> None:
    told = Event.objects.filter(kind__startswith="algorithm.", document__contains='"after":').count()
    assert told == Transition.objects.count()
