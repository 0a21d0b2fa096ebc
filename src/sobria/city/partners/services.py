"""Acts on partners. Whoever entrusts something to one asks `require_allowed` first, in the same transaction."""

from datetime import date

from sobria.city.partners.asked import kind_name
from sobria.city.partners.models import Partner, Permission
from sobria.city.partners.selectors import AGREEMENT, INACTIVE, missing
from sobria.engine.messages import Refusal

SCOPE = "partners"


def require_allowed(partner: Partner, permission: str, *, on: date) -> None:
    """Two queries. Raises Refusal with the first thing that is missing.

    Codes: partner-inactive, partner-not-allowed (no agreement), partner-document-missing, partner-document-expired.
    """
    lacking = missing(partner, permission, on)
    if not lacking:
        return
    first, told = lacking[0], {"partner": partner.name, "permission": Permission(permission).label}
    if first.code == INACTIVE:
        raise Refusal("partner-inactive", partner=partner.name)
    if first.code == AGREEMENT:
        raise Refusal("partner-not-allowed", **told)
    if first.until is None:
        raise Refusal("partner-document-missing", document=kind_name(first.code), **told)
    raise Refusal("partner-document-expired", partner=partner.name, document=kind_name(first.code), until=first.until)
