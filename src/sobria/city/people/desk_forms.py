"""Forms of accounts and roles. What is refused is decided by the acts; here each sentence finds its field."""

from typing import Any, ClassVar, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sobria.city.people.models import User
from sobria.city.people.roles import PARTNERS, Role
from sobria.city.people.scopes import partners, scopes
from sobria.city.people.selectors import Condition

FIRST_YEAR, LAST_YEAR = 2000, 2100
EVERY = ("", gettext_lazy("Tous"))
CONDITIONS = (
    (Condition.ACTIVE, gettext_lazy("Actifs")),
    (Condition.INACTIVE, gettext_lazy("Désactivés")),
    (Condition.WITHOUT_ROLE, gettext_lazy("Sans rôle aujourd’hui")),
    (Condition.WAITING, gettext_lazy("Second facteur attendu")),
)
UNKNOWN_CHOICE = {"invalid_choice": gettext_lazy("« %(value)s » n’est pas dans la liste : choisissez-y une ligne.")}


class Day(forms.DateField):
    """A day of this century, on the browser's calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages: ClassVar = {
        "invalid": gettext_lazy("Cette date n’existe pas au calendrier : écrivez-la comme 2026-12-31."),
    }

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(
                _("Choisissez une date entre %(first)s et %(last)s."),
                params={"first": FIRST_YEAR, "last": LAST_YEAR},
            )
        return day


class ActForm(forms.Form):
    """A form whose act may refuse."""

    def complain(self, refusal: ValidationError) -> None:
        """Put each sentence of the act beside its field, or at the head of the form."""
        told = refusal.error_dict if hasattr(refusal, "error_dict") else {"": refusal.error_list}
        for name, errors in told.items():
            field = self.field_of(name)
            self.add_error(field if field in self.fields else None, ValidationError(errors))

    def field_of(self, name: str) -> str:
        """The field that asks for what the act calls `name`."""
        return name


class FilterForm(forms.Form):
    """Which accounts."""

    q = forms.CharField(label=gettext_lazy("Nom ou adresse"), required=False, max_length=254)
    role = forms.ChoiceField(
        label=gettext_lazy("Rôle tenu aujourd’hui"),
        required=False,
        choices=[EVERY, *Role.choices],
        error_messages=UNKNOWN_CHOICE,
    )
    etat = forms.ChoiceField(
        label=gettext_lazy("État du compte"),
        required=False,
        choices=[EVERY, *CONDITIONS],
        error_messages=UNKNOWN_CHOICE,
    )

    def asked(self) -> dict[str, Any]:
        """What `selectors.accounts` takes; a filter that means nothing is said so, and filters nothing."""
        self.full_clean()
        condition = self.cleaned_data.get("etat")
        return {
            "text": self.cleaned_data.get("q", ""),
            "role": self.cleaned_data.get("role", ""),
            "condition": Condition(condition) if condition else None,
        }


class RoleForm(ActForm):
    """A role, its dates, what it is about, the act that gives it."""

    role = forms.ChoiceField(
        label=gettext_lazy("Rôle"),
        choices=[("", gettext_lazy("Choisir un rôle")), *Role.choices],
        error_messages=UNKNOWN_CHOICE,
    )
    since = Day(label=gettext_lazy("Depuis le"))
    until = Day(
        label=gettext_lazy("Jusqu’au"),
        required=False,
        help_text=gettext_lazy("Dernier jour compris. Vide : sans fin. Une délégation a toujours une fin."),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("Périmètre d’un responsable de registre"),
        required=False,
        help_text=gettext_lazy("Ce que cette personne pourra modifier. Sans objet pour les autres rôles."),
        error_messages=UNKNOWN_CHOICE,
    )
    partner = forms.ChoiceField(
        label=gettext_lazy("Partenaire d’un prescripteur ou d’un reconditionneur"),
        required=False,
        help_text=gettext_lazy(
            "L’organisme, à ajouter d’abord aux partenaires s’il n’y est pas. Sans objet pour les autres rôles."
        ),
        error_messages=UNKNOWN_CHOICE,
    )
    reference = forms.CharField(
        label=gettext_lazy("Référence de l’acte"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Arrêté de délégation, délibération qui nomme au comité. Publique dans le journal : n’y nommez personne."
        ),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"since": timezone.localdate()})
        field = cast("forms.ChoiceField", self.fields["scope"])
        field.choices = [("", _("Toute la ville")), *scopes().items()]
        cast("forms.ChoiceField", self.fields["partner"]).choices = [("", _("Aucun")), *partners().items()]

    def field_of(self, name: str) -> str:
        is_partner = name == "scope" and self.cleaned_data.get("role") in PARTNERS
        return "partner" if is_partner else name

    def clean(self) -> dict[str, Any]:
        """A scope or a partner that the role does not take is not dropped in silence."""
        given = super().clean() or self.cleaned_data
        role = given.get("role")
        if role and role != Role.STEWARD and given.get("scope"):
            self.add_error("scope", _("Ce rôle vaut pour toute la ville : choisissez « Toute la ville »."))
        if role and role not in PARTNERS and given.get("partner"):
            self.add_error("partner", _("Ce rôle n’a pas de partenaire : laissez ce champ vide."))
        return given

    def given(self) -> dict[str, Any]:
        """What `services.assign_role` takes."""
        told = self.cleaned_data
        role = Role(told["role"])
        scope = told["partner"] if role in PARTNERS else told["scope"]
        return {"role": role, "scope": scope} | {name: told[name] for name in ("since", "until", "reference")}


class AccountForm(RoleForm):
    """A new account and its first role."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique"),
        max_length=254,
        help_text=gettext_lazy("Elle sert à se connecter, et n’est montrée que sur ces pages."),
        error_messages={
            "invalid": gettext_lazy("Cette adresse n’est pas complète : écrivez-la comme prenom.nom@ville.example.")
        },
    )
    name = forms.CharField(
        label=gettext_lazy("Nom affiché"),
        max_length=150,
        help_text=gettext_lazy("Ce que les collègues liront à côté de ce que cette personne a fait."),
    )
    password = forms.CharField(
        label=gettext_lazy("Premier mot de passe"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ("email", "name", "role", "since", "until", "scope", "partner", "reference", "password")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["password"].help_text = _password_help()

    def clean_password(self) -> str | None:
        password: str = self.cleaned_data["password"]
        if not password and not entrances():
            raise ValidationError(
                _("Ce site n’envoie pas de code et n’a pas de fournisseur d’identité : donnez un premier mot de passe.")
            )
        return password or None

    def account(self) -> dict[str, Any]:
        """What `services.open_account` takes."""
        return {name: self.cleaned_data[name] for name in ("email", "name", "password")} | self.given()


class EndForm(ActForm):
    """From which day a role is no longer held."""

    on = Day(label=gettext_lazy("Premier jour sans ce rôle"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})


def entrances(person: User | None = None) -> list[str]:
    """The ways this person signs in, in words; those of anybody, without a password, when no person is given."""
    ways = [_("par mot de passe")] if person and person.has_usable_password() else []
    if settings.ACCOUNT_LOGIN_BY_CODE_ENABLED:
        ways.append(_("par un code reçu par courriel"))
    if settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
        ways.append(_("par le fournisseur d’identité de la ville"))
    return ways


def _password_help() -> str:
    ways = ", ".join(entrances())
    first = (
        _("Vide : la personne se connecte %(ways)s.") % {"ways": ways}
        if ways
        else _("Demandé : ce site n’envoie pas de code par courriel et n’a pas de fournisseur d’identité.")
    )
    return " ".join([first, _("À dire de vive voix. Après un refus, écrivez-le à nouveau.")])
