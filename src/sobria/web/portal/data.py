"""Open data available today: every register, and the footprint of every year computed."""

from django.urls import reverse
from django.utils.translation import gettext as _

from sobria.city.registers.directory import registers
from sobria.city.registers.downloads import LABELS
from sobria.sober.footprint.selectors import current_runs
from sobria.ui.downloads import Download, DownloadGroup


def downloads() -> list[DownloadGroup]:
    """One query."""
    return [*_registers(), *_footprints(), _claims()]


def _registers() -> list[DownloadGroup]:
    return [
        DownloadGroup(
            title=str(register.title),
            files=tuple(
                Download(reverse(f"{register.code}:download", args=[suffix]), label) for suffix, label in LABELS.items()
            ),
            note=str(register.lead),
            schema=reverse(f"{register.code}:schema"),
        )
        for register in registers()
    ]


def _claims() -> DownloadGroup:
    return DownloadGroup(
        title=_("Chiffres cités"),
        files=tuple(
            Download(reverse("future:claims-download", args=[suffix]), suffix.upper()) for suffix in ("csv", "json")
        ),
        note=_("Chaque chiffre public, ce que dit vraiment sa source, et où les deux diffèrent."),
        schema=reverse("future:claims-schema"),
    )


def _footprints() -> list[DownloadGroup]:
    return [
        DownloadGroup(
            title=_("Empreinte des équipements, %(year)d") % {"year": year},
            files=tuple(
                Download(reverse("footprint:download", args=[year, suffix]), suffix.upper())
                for suffix in ("csv", "json")
            ),
            note=_("Un chiffre par ligne : portée, critère, valeur, intervalle, couverture, preuve."),
        )
        for year in current_runs()
    ]
