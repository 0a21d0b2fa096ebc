"""The paper that a person takes away: a code, what it gives, until when, and nothing of who they are."""

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sobria.city.registers.imports.sentences import language
from sobria.engine.devices.caps import kinds
from sobria.engine.devices.codes import shown
from sobria.engine.documents.pdf import pdf
from sobria.engine.documents.structure import Bullets, Document, Heading, Paragraph, Table
from sobria.inclusive.devices.models import Code


def answer(code: Code, text: str) -> HttpResponse:
    response = HttpResponse(pdf(slip(code, text)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="bon-{code.hint}.pdf"'
    return response


def slip(code: Code, text: str) -> Document:
    spoken = language()
    rows = (
        (_("Code"), shown(text)),
        (_("Équipement"), kinds()[code.kind].name(spoken)),
        (_("Prescrit par"), code.partner.name),
        (_("À utiliser avant le"), date_format(code.expires_on)),
    )
    told = (
        _("Ce bon ne porte aucun nom. Gardez-le : le code n’est écrit nulle part ailleurs."),
        _("Le prescripteur demande l’équipement avec ce code et vous dit quand et où venir."),
        _("Le jour de la remise, montrez ce bon : le code ne sert qu’une fois."),
    )
    title = _("Bon pour un équipement")
    blocks = (Table(title, (_("Ce bon"), _("Contenu")), rows), Heading(_("Comment s’en servir")), Bullets(told))
    foot = Paragraph(_("L’ordre d’attribution suit des règles publiques, à lire sur le site de la ville."))
    return Document(title, spoken, settings.SOBRIA_CITY_NAME, timezone.localdate(), (*blocks, foot))
