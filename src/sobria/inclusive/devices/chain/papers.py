"""Deeds as files: made once for the same words, for the hands they concern."""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import gettext as _

from sobria.city.partners.models import Partner
from sobria.engine.devices import deeds
from sobria.engine.devices.deeds import CITY, PERSON, RECYCLING
from sobria.engine.documents.pdf import pdf
from sobria.engine.documents.structure import Document
from sobria.inclusive.devices.chain.hops import GIVERS, RECEIVERS, facts_of
from sobria.inclusive.devices.models import Transfer

KEPT = 60 * 60


def deed(transfer: Transfer) -> Document:
    """The paper of a hop, in French, the language of the city's deeds. One query, two when it names partners."""
    giver, receiver = called(transfer)
    city, written = settings.SOBRIA_CITY_NAME, transfer.fingerprint
    return deeds.document(facts_of(transfer), city=city, giver=giver, receiver=receiver, written=written)


def answer(transfer: Transfer) -> HttpResponse:
    """The PDF of a hop. A tenth of a second, then kept for an hour."""
    document = deed(transfer)
    key = f"devices-deed:{hashlib.sha256(repr(document).encode()).hexdigest()}"
    found: bytes | None = cache.get(key)
    if found is None:
        found = pdf(document)
        cache.set(key, found, KEPT)
    response = HttpResponse(found, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="acte-{transfer.number}.pdf"'
    return response


def called(transfer: Transfer) -> tuple[str, str]:
    """Giver and receiver of a hop, without reading its lines. No query on a transfer read with them."""
    kind = Transfer.Kind(transfer.kind)
    giver, receiver = GIVERS.get(kind, CITY), RECEIVERS.get(kind, CITY)
    return _called(giver, transfer.giver), _called(receiver, transfer.receiver)


def _called(hand: str, partner: Partner | None) -> str:
    if partner is not None:
        return f"{partner.name} (SIRET {partner.siret})" if partner.siret else partner.name
    names = {
        CITY: settings.SOBRIA_CITY_NAME,
        PERSON: _("la personne qui reçoit ou rend l’équipement"),
        RECYCLING: _("la filière des déchets électroniques"),
    }
    return str(names[hand])
