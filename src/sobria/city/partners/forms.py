"""Forms of partners: who they are, what an agreement gives, what a document shows."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sobria.city.partners.asked import kinds
from sobria.city.partners.models import Partner, Permission
from sobria.city.partners.services import Paper
from sobria.city.people.desk_forms import Day

ESS = (("", _("non dit")), ("yes", _("oui")), ("no", _("non")))
SAID = {"yes": True, "no": False, "": None}
PUBLIC = _("Publique dans le journal : n’y nommez personne.")
FIELDS = ("name", "siret", "form", "activity", "address", "website", "is_listed", "is_active")


class PartnerForm(forms.Form):
    name = forms.CharField(label=_("Nom"), max_length=200)
    code = forms.SlugField(
        label=_("Code"),
        max_length=60,
        required=False,
        help_text=_("Permanent, il relie les comptes au partenaire. Vide : fait à partir du nom."),
    )
    siret = forms.CharField(label=_("SIRET"), max_length=20, required=False)
    ess = forms.ChoiceField(label=_("Économie sociale et solidaire"), choices=ESS, required=False)
    form = forms.CharField(
        label=_("Forme"),
        max_length=40,
        required=False,
        help_text=_("Association, coopérative, entreprise d’insertion, service public."),
    )
    activity = forms.CharField(label=_("Activité"), max_length=500, required=False)
    address = forms.CharField(label=_("Adresse"), max_length=300, required=False)
    website = forms.URLField(label=_("Site"), max_length=300, required=False, assume_scheme="https")
    is_listed = forms.BooleanField(label=_("Dans l’annuaire public"), required=False, initial=True)
    is_active = forms.BooleanField(label=_("Partenaire actuel"), required=False, initial=True)

    def __init__(self, data: Any = None, *, partner: Partner | None = None) -> None:
        super().__init__(data, initial=_shown(partner) if partner else None)
        if partner:
            del self.fields["code"]

    def values(self) -> dict[str, Any]:
        """What the acts take."""
        told = dict(self.cleaned_data)
        return told | {"is_ess": SAID[told.pop("ess")]}


class AgreementForm(forms.Form):
    """One box for each thing that may be permitted."""

    reference = forms.CharField(label=_("Référence de la convention"), max_length=120, help_text=PUBLIC)
    since = Day(label=_("Depuis le"))
    until = Day(label=_("Jusqu’au"), required=False, help_text=_("Dernier jour compris. Vide : sans fin."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"since": timezone.localdate()})
        for one in Permission:
            self.fields[one.value] = forms.BooleanField(label=one.label, required=False)

    def given(self) -> dict[str, Any]:
        told = self.cleaned_data
        dates = {name: told[name] for name in ("reference", "since", "until")}
        return dates | {"permissions": [one.value for one in Permission if told[one.value]]}


class EndForm(forms.Form):
    on = Day(label=_("Dernier jour de la convention"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})


class DocumentForm(forms.Form):
    kind = forms.ChoiceField(label=_("Pièce"))
    reference = forms.CharField(label=_("Référence de la pièce"), max_length=200, help_text=PUBLIC)
    since = Day(label=_("Depuis le"))
    until = Day(label=_("Valable jusqu’au"), required=False, help_text=_("Dernier jour compris. Vide : sans fin."))
    checked_on = Day(label=_("Lue par la ville le"))

    def __init__(self, data: Any = None, *, kind: str = "") -> None:
        super().__init__(data, initial={"checked_on": timezone.localdate(), "kind": kind})
        choices = [("", _("Choisir une pièce")), *((one.code, one.name) for one in kinds().values())]
        cast("forms.ChoiceField", self.fields["kind"]).choices = choices

    def paper(self) -> Paper:
        return Paper(**self.cleaned_data)


class CheckForm(forms.Form):
    on = Day(label=_("Lue de nouveau le"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Pourquoi"), max_length=300, help_text=PUBLIC)


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("Fichier CSV"),
        help_text=_("Une ligne par partenaire. Colonnes lues : nom, code, SIRET, ESS, forme, activité, adresse, site."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
    )


class DirectoryForm(forms.Form):
    permission = forms.ChoiceField(
        label=_("Peut aujourd’hui"), required=False, choices=[("", _("tout")), *Permission.choices]
    )


def _shown(partner: Partner) -> dict[str, Any]:
    said = {value: name for name, value in SAID.items()}
    return {name: getattr(partner, name) for name in FIELDS} | {"ess": said[partner.is_ess]}
