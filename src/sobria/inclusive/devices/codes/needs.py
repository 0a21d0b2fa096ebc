"""What a code declares, as the engine reads it: dimension → band."""

from typing import Any

from django.conf import settings

from sobria.engine.devices.bands import DISTRICT, NO, RESOURCES, YES, declared, districts
from sobria.engine.devices.caps import kinds
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.models import Code


def bands_of(code: Code) -> dict[str, str]:
    """District left out: no rule reads it."""
    found = {one.code: getattr(code, one.code) for one in declared()}
    return {name: value if name == RESOURCES else (YES if value else NO) for name, value in found.items()}


def checked(bands: dict[str, str], kind: str) -> dict[str, Any]:
    """Columns of a code from what was declared. Raises Refusal for what is not in the lists, or not answered."""
    if kind not in kinds():
        raise Refusal("device-code-kind", kind=kind)
    found: dict[str, Any] = {}
    for one in declared():
        value = bands.get(one.code, "")
        if one.band(value) is None:
            raise Refusal("device-code-band", question=one.name(), question_en=one.name("en"))
        found[one.code] = value if one.code == RESOURCES else value == YES
    district = bands.get(DISTRICT, "")
    if district and district not in {one.code for one in districts(settings.SOBRIA_CITY_INSEE)}:
        raise Refusal("device-code-district")
    return {**found, DISTRICT: district, "kind": kind}
