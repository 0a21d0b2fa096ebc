"""The form of the simulator: all of it is in the address. What cannot be is refused with its sentence, at its field."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from sobria.city.registers.imports.sentences import language
from sobria.city.registers.number_field import NumberField
from sobria.engine.messages import Refusal
from sobria.engine.projection.choices import START, Choice, bounds_today, faults, sentence, touches
from sobria.engine.projection.inventory import Inventory, group_life
from sobria.engine.projection.reference import Lever, groups, levers, mixes
from sobria.engine.typed_numbers import typed

YEAR, MIX = "depuis", "electricite"
TODAY, COST = "vie-actuelle-", "cout-"
LIVES = (1.0, 20.0)
EUROS = (-1_000_000.0, 1_000_000_000.0)
NAMES = {
    "life-laptop": "vie-portables",
    "life-desktop": "vie-fixes",
    "life-screen": "vie-ecrans",
    "life-phone": "vie-telephones",
    "life-tablet": "vie-tablettes",
    "life-server": "vie-serveurs",
    "life-network": "vie-reseau",
    "refurbished": "reconditionne",
    "screens": "ecrans-en-moins",
    "servers": "serveurs-en-moins",
    "pue": "pue",
    "ai": "croissance-ia",
}
"""Lever → its name in the address."""


class SimulatorForm(forms.Form):
    """Levers, then costs of those chosen, then what is taken for granted. Unbound fields show what is true today."""

    def __init__(self, data: Mapping[str, str], *, inventory: Inventory) -> None:
        super().__init__(data)
        self.inventory = inventory
        for lever in offered(inventory, data):
            self.fields[NAMES[lever.code]] = _lever_field(lever, inventory, self._life(lever.group))
        self.fields[YEAR] = NumberField(label=_("Année où les leviers commencent"))
        self.fields[YEAR].help_text = _("%(year)d si vous n’écrivez rien.") % {"year": inventory.year + 1}
        self.fields[MIX] = forms.ChoiceField(
            label=_("Électricité des années à venir"),
            required=False,
            choices=[(code, points[0].names[language() == "en"]) for code, points in mixes().items()],
            error_messages={
                "invalid_choice": _("Ce scénario d’électricité n’existe pas : choisissez-en un de la liste.")
            },
        )
        for code, group in groups().items():
            if inventory.units_of(code):
                label = _("Durée de vie aujourd’hui, %(group)s") % {"group": group.name(language()).lower()}
                help_text = _("%(life)s ans selon le catalogue.") % {"life": typed(group_life(code), language())}
                self.fields[f"{TODAY}{code}"] = NumberField(label=label, help_text=help_text)
        for lever in levers().values():
            if data.get(NAMES[lever.code], "").strip() and NAMES[lever.code] in self.fields:
                label = _("Coût en euros, %(for)s") % {"for": lever.cost_of(language())}
                self.fields[f"{COST}{lever.code}"] = NumberField(label=f"{lever.label(language())}. {label}")

    def _life(self, group: str) -> float | None:
        """The life of today as it is typed, to tell it beside the lever; the unreadable is refused at its field."""
        if not group:
            return None
        text = self.data.get(f"{TODAY}{group}", "")
        try:
            return NumberField().clean(text) or group_life(group)
        except forms.ValidationError:
            return group_life(group)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        start = values.get(YEAR)
        if start is not None and not float(start).is_integer():
            self._refuse(YEAR, Refusal("projection-year", value=float(start)))
        for name, (low, high) in self._bounded():
            value = values.get(name)
            if value is not None and not low <= value <= high:
                self._refuse(name, Refusal("projection-bounds", value=value, low=low, high=high))
        if not self.errors:
            for place, refusal in faults(self.choice(), self.inventory):
                self._refuse(YEAR if place == START else NAMES[place] if place else None, refusal)
        return values

    def _bounded(self) -> Iterator[tuple[str, tuple[float, float]]]:
        yield from ((name, LIVES) for name in self.fields if name.startswith(TODAY))
        yield from ((name, EUROS) for name in self.fields if name.startswith(COST))

    def _refuse(self, name: str | None, refusal: Refusal) -> None:
        self.add_error(name, sentence(refusal, language()))

    def choice(self) -> Choice:
        """What is chosen; meaningful once the form is clean."""
        values = self.cleaned_data
        return Choice(
            start=int(values.get(YEAR) or self.inventory.year + 1),
            values={code: values[name] for code, name in NAMES.items() if values.get(name) is not None},
            lives=_named(values, TODAY),
            mix=values.get(MIX) or next(iter(mixes())),
            costs=_named(values, COST),
        )

    @property
    def lever_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in NAMES.values() if name in self.fields]

    @property
    def cost_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(COST)]

    @property
    def given_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name in {YEAR, MIX} or name.startswith(TODAY)]

    @property
    def has_changed_given(self) -> bool:
        """Whether what is taken for granted was written, or is wrong: the page then shows it open."""
        usual = {None, "", next(iter(mixes()))}
        return any(one.data not in usual or one.errors for one in self.given_fields)


def offered(inventory: Inventory, data: Mapping[str, str]) -> Iterator[Lever]:
    """Levers that have something to act on, and those that the address asks for all the same, to be refused."""
    for lever in levers().values():
        if touches(lever, inventory) or data.get(NAMES[lever.code], "").strip():
            yield lever


def _lever_field(lever: Lever, inventory: Inventory, life: float | None) -> NumberField:
    spoken = language()
    today = {
        "life": life,
        "refurbished": round(100 * inventory.reused_share(), 2),
        "cut": None,
        "pue": round(inventory.pue, 2),
        "growth": None,
    }[lever.kind]
    low, high = bounds_today(lever, inventory, life=life)
    told = {"low": typed(low, spoken), "high": typed(high, spoken), "unit": _unit(lever.unit)}
    parts = [lever.help(spoken), _("De %(low)s à %(high)s%(unit)s.") % told]
    if today is not None:
        parts.append(_("Aujourd’hui : %(today)s.") % {"today": typed(today, spoken)})
    return NumberField(label=lever.label(spoken), help_text=" ".join(part for part in parts if part))


def _unit(unit: str) -> str:
    return {"year": _(" ans"), "%": " %" if language() == "fr" else "%"}.get(unit, "")


def _named(values: Mapping[str, Any], start: str) -> dict[str, float]:
    found = {name.removeprefix(start): value for name, value in values.items() if name.startswith(start)}
    return {name: value for name, value in found.items() if value is not None}
