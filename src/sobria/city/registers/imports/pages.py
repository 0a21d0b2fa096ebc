"""What the pages of an import show."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sobria.city.jobs import progress
from sobria.city.registers import display
from sobria.city.registers.declaration import Register
from sobria.city.registers.imports import sentences
from sobria.city.registers.imports.services import importer_of
from sobria.city.registers.models import Import, State
from sobria.ui.numbers import decimal

SHOWN_ROWS = 5
SHOWN_REJECTS = 15
FILE, LINE = "file", "line"


@dataclass(frozen=True, slots=True)
class Fates:
    """Columns by fate: (column, field) mapped, then kept raw, then (column, reason) dropped."""

    mapped: list[tuple[str, str]]
    raw: list[str]
    dropped: list[tuple[str, str]]


def fates(register: Register, found: list[list[str]]) -> Fates:
    labels = {target.name: str(target.label) for target in importer_of(register).targets}
    return Fates(
        [(column, labels.get(field, field)) for column, fate, field, _why in found if fate == "mapped"],
        [column for column, fate, _field, _why in found if fate == "raw"],
        [
            (column, sentences.sentence(why, {"column": column}) if why else "")
            for column, fate, _field, why in found
            if fate == "dropped"
        ],
    )


def preview(register: Register, found: Import) -> dict[str, Any]:
    """The head of the file: why this format, what was decided, the first lines and what is wrong in them."""
    seen = found.preview or {}
    names = seen.get("fields", ())
    filled = [
        place
        for place, name in enumerate(names)
        if name != FILE and any(row[place] is not None for row in seen["rows"])
    ]
    return {
        "why": sentences.sentence(*seen["why"]) if seen.get("why") else "",
        "decisions": [sentences.sentence(code, params) for code, params in seen.get("decisions", ())],
        "fates": fates(register, seen.get("fates", [])),
        "columns": [_label(register, names[place]) for place in filled],
        "rows": [
            [_said(register, names[place], row[place]) for place in filled] for row in seen.get("rows", ())[:SHOWN_ROWS]
        ],
        "complaints": [sentences.complaint(*fault) for fault in seen.get("faults", ())],
    }


def _label(register: Register, name: str) -> str:
    return _("Ligne") if name == LINE else str(register.column(name).label)


def _said(register: Register, name: str, value: Any) -> str:
    """A value kept as JSON, the way the pages of the register write it."""
    if value is None:
        return ""
    if name == LINE:
        return str(value)
    column = register.column(name)
    return display.text(column, dt.date.fromisoformat(value) if column.kind == "date" else value)


def stage(found: Import) -> tuple[str, float | None]:
    """What the job is doing, in words, and the share done of that; None while nobody knows."""
    if found.state == State.QUEUED:
        return _("En attente : l’import commence dès que le travail en cours est fini."), None
    said = progress.read(found.job_id)
    words = {
        "read": _("Lecture du fichier"),
        "match": _("Reconnaissance des catégories"),
        "write": _("Écriture dans le registre"),
        "update": _("Mise à jour des fiches modifiées"),
    }
    if said is None:
        return _("Démarrage"), None
    return words.get(said.stage, _("Lecture du fichier")), said.share


def title(found: Import) -> str:
    """What the import did, in one line."""
    if found.state == State.UNDONE:
        return _("Import annulé")
    created = ngettext("%(n)s fiche créée", "%(n)s fiches créées", found.created) % {"n": decimal(found.created)}
    updated = ngettext("%(n)s fiche modifiée", "%(n)s fiches modifiées", found.updated) % {"n": decimal(found.updated)}
    done = [said for said, count in ((created, found.created), (updated, found.updated)) if count]
    return ", ".join(done) or _("Rien à changer dans le registre")


def counts(found: Import) -> list[tuple[str, int]]:
    return [
        (_("Lignes lues"), found.read),
        (_("Fiches créées"), found.created),
        (_("Fiches modifiées"), found.updated),
        (_("Fiches inchangées"), found.unchanged),
        (_("Mises de côté, car corrigées à la main depuis"), found.kept),
        (_("Lignes refusées"), found.rejected),
        (_("Lignes acceptées sans catégorie reconnue"), found.unmatched),
    ]
