"""The agenda and the minutes of a session, as a document: what is published of them, and nobody's name."""

from collections import Counter
from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from sobria.city.people import visitors
from sobria.city.people.access import public
from sobria.city.registers.imports.sentences import language
from sobria.democratic.algorithms.models.committee import Session
from sobria.democratic.algorithms.models.opinion import AgendaItem, Proposal
from sobria.democratic.algorithms.papers import made_files
from sobria.democratic.algorithms.reading import selectors
from sobria.democratic.algorithms.reading.path_steps import asked_words, result_words
from sobria.engine.documents.structure import Block, Bullets, Document, Heading, Paragraph, Table

AGENDA, MINUTES = "ordre-du-jour", "releve"


@public
@require_safe
def paper(request: HttpRequest, number: int, paper: str) -> HttpResponse:
    """A PDF, made once for the same words. The minutes exist once the session is closed."""
    session = selectors.session(number)
    if session is None or paper not in {AGENDA, MINUTES}:
        raise Http404
    if paper == MINUTES and session.state != Session.State.CLOSED:
        raise Http404
    written = agenda(session) if paper == AGENDA else minutes(session)
    content = made_files.made(written, made_files.COSTLY, place=visitors.address(request))
    if content is None:
        return made_files.too_many()
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="seance-{session.number}-{paper}.pdf"'
    return answer


def agenda(session: Session) -> Document:
    """No query on a session read with its items."""
    rows = tuple(
        (item.dossier.algorithm.code, item.dossier.algorithm.name, str(item.dossier.number))
        for item in session.items.all()
    )
    blocks: list[Block] = [*_place(session)]
    if rows:
        blocks.append(Table(_("Dossiers à examiner"), (_("Code"), _("Système"), _("Dossier")), rows))
    else:
        blocks.append(Paragraph(_("Rien n’y est inscrit."), "note"))
    return _document(_("Comité : ordre du jour"), session, tuple(blocks), on=session.on)


def minutes(session: Session) -> Document:
    """What the public page of the session says. One query on a session read with its votes."""
    told = {
        "seats": session.seats or 0,
        "share": session.quorum_share or 0,
        "least": session.quorum_least or 0,
        "present": len(session.attendances.all()),
    }
    quorum = _(
        "Sièges : %(seats)s. Présents : %(present)s. Quorum : plus de %(share)s %% des sièges, %(least)s au moins."
    )
    blocks: list[Block] = [*_place(session), Paragraph(quorum % told), Heading(_("Relevé"))]
    blocks += [Paragraph(part) for part in session.minutes.splitlines() if part.strip()]
    for item in session.items.all():
        blocks.append(Heading(f"{item.dossier.algorithm.name} ({item.dossier.algorithm.code})"))
        blocks += _item(item)
    closed = timezone.localtime(session.closed_at).date() if session.closed_at else session.on
    return _document(_("Comité : relevé de séance"), session, tuple(blocks), on=closed)


def _item(item: AgendaItem) -> list[Block]:
    """What was voted on a dossier, and how many stood aside."""
    recused = len(item.dossier.recusals.all())
    words = ngettext("%(number)s membre déporté", "%(number)s membres déportés", recused) % {"number": recused}
    blocks: list[Block] = [Paragraph(f"{words}.")] if recused else []
    proposals = list(item.proposals.all())
    if not proposals:
        return [*blocks, Paragraph(_("Aucun avis n’a été mis au vote."), "note")]
    return blocks + [block for proposal in proposals for block in _vote(proposal)]


def _vote(proposal: Proposal) -> list[Block]:
    """A vote, whatever came of it: its count, its conditions with their terms, the opinions apart from it."""
    told = {"sense": proposal.get_sense_display(), "state": proposal.get_state_display()}
    votes = list(proposal.votes.all())
    blocks: list[Block] = [
        Paragraph(_("Avis proposé : %(sense)s. Résultat : %(state)s.") % told),
        Paragraph(result_words(proposal, Counter(vote.choice for vote in votes))),
        Paragraph(proposal.reasons),
    ]
    asked = [(_("Condition demandée"), asked_words(one)) for one in proposal.conditions]
    apart = sorted((vote.choice, vote.dissent) for vote in votes if vote.dissent)
    rows = [*asked, *((_("Opinion séparée"), text) for _choice, text in apart)]
    said = _("%(label)s : %(text)s")
    return [*blocks, Bullets(tuple(said % {"label": label, "text": text} for label, text in rows))] if rows else blocks


def _place(session: Session) -> list[Block]:
    words = _("Séance %(number)s du %(day)s") % {"number": session.number, "day": date_format(session.on)}
    return [Paragraph(f"{words}. {session.place}".strip())]


def _document(title: str, session: Session, blocks: tuple[Block, ...], *, on: date) -> Document:
    city = settings.SOBRIA_CITY_NAME
    footer = _("%(city)s, séance %(number)s") % {"city": city, "number": session.number}
    return Document(title, language(), city, on, blocks, footer)
