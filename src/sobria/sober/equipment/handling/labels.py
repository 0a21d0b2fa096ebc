"""Labels to print: a code that a phone reads, the name of the inventory, the number of the entry."""

from collections.abc import Iterable
from dataclasses import dataclass

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from sobria.sober.equipment.models import Device
from sobria.sober.equipment.register import name_of

A_SHEET = 24
"""Labels on a sheet: three columns, eight rows of 70 × 37 mm, as sold for A4."""


@dataclass(frozen=True, slots=True)
class Label:
    """`code`: an SVG drawing, without style, of the address of the device's page for phones."""

    name: str
    number: str
    serial: str
    code: SafeString


def labels(devices: Iterable[Device], request: HttpRequest) -> list[Label]:
    return [
        Label(name_of(one, False), str(one.pk), one.serial or "", drawing(address(one.pk, request))) for one in devices
    ]


def address(pk: int, request: HttpRequest) -> str:
    """What a phone opens: on the site's declared address, else on the one the page was asked at."""
    with override(settings.LANGUAGE_CODE):
        path = reverse("equipment-desk:handling-scan", args=[pk])
    site = settings.SOBRIA_SITE_URL.rstrip("/")
    return f"{site}{path}" if site else request.build_absolute_uri(path)


def drawing(text: str) -> SafeString:
    """A code that stays legible with 15 % of it worn. segno writes nothing of `text` itself in its drawing."""
    code = segno.make(text, error="m", micro=False)
    options = {"omitsize": True, "light": "#fff", "svgclass": None, "lineclass": None}
    return mark_safe(code.svg_inline(**options))  # noqa: S308 - squares only


def sheets(pks: list[int]) -> Paginator[int]:
    return Paginator(pks, A_SHEET)
