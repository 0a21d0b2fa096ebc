"""Forms of the acts on a dossier, a session, a question. They read what was typed; the acts judge it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseFormSet
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sobria.city.people.desk_forms import Day
from sobria.city.people.models import User
from sobria.democratic.algorithms.desk.content_forms import rows_of
from sobria.democratic.algorithms.models import Operation
from sobria.democratic.algorithms.models.charter import GridMark
from sobria.democratic.algorithms.models.decision import Condition, Decision
from sobria.democratic.algorithms.models.opinion import Sense, Vote

DECISIONS = [choice for choice in Decision.Sense.choices if choice[0] != Decision.Sense.RESUMED]
PUBLISHED = _("C’est publié.")


def text(label: Any, *, rows: int = 4, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, widget=widget, help_text=help_text)


def line(label: Any, *, limit: int = 200, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, required=required, help_text=help_text)


class ActForm(forms.Form):
    """`rows`: lines of the act, when it has some; `is_growing`: more lines are asked, so nothing is judged yet."""

    rows: BaseFormSet[Any] | None = None
    rows_title: Any = ""
    is_growing = False

    @property
    def errors(self) -> ErrorDict:
        return ErrorDict() if self.is_growing else super().errors

    def is_valid(self) -> bool:
        """A bad line is also said at the head of the page, where a reader begins."""
        good = super().is_valid()
        if self.rows is None or self.rows.is_valid():
            return good
        self.add_error(None, gettext("Une ligne est à corriger : elle est signalée plus bas."))
        return False

    def lines(self) -> list[dict[str, Any]]:
        return [row.cleaned_data for row in self.rows or () if row.cleaned_data]


class SeenForm(ActForm):
    """An act on what was read, and nothing else: `seen` is its version or its fingerprint."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class PersonForm(ActForm):
    person = forms.ModelChoiceField(label=_("Rapporteur"), queryset=User.objects.none())

    def __init__(self, data: QueryDict | None, *, people: Iterable[User]) -> None:
        super().__init__(data)
        chosen = self.fields["person"]
        if isinstance(chosen, forms.ModelChoiceField):
            chosen.queryset = User.objects.filter(pk__in=[one.pk for one in people]).order_by("name", "email")


class ReasonForm(ActForm):
    reason = text(_("Motif"), help_text=PUBLISHED)


class InformationForm(ActForm):
    text = text(_("Ce que le comité demande"), help_text=PUBLISHED)


class InterestForm(ActForm):
    text = text(_("Cet intérêt"), rows=3, help_text=_("Publié sans votre nom : « a travaillé chez le fournisseur »."))
    everywhere = forms.BooleanField(label=_("Il vaut pour tous les dossiers, pas seulement celui-ci"), required=False)


class DisposalForm(ActForm):
    disposal = text(_("Ce que deviennent les données et les traces"), help_text=PUBLISHED)


class GridForm(ActForm):
    """One reading and one comment per principle that the dossier answered. `asked`: (code, title, question, answer)."""

    def __init__(
        self, data: QueryDict | None, *, asked: list[tuple[str, str, str, str]], known: dict[str, GridMark]
    ) -> None:
        super().__init__(data)
        self.asked = asked
        for rank, (code, title, _question, _answer) in enumerate(asked):
            before = known.get(code)
            self.fields[f"mark-{rank}"] = forms.ChoiceField(
                label=title,
                required=False,
                choices=[("", _("À lire")), *GridMark.Mark.choices],
                initial=before.mark if before else "",
            )
            self.fields[f"comment-{rank}"] = text(_("Commentaire"), rows=2, required=False)
            self.fields[f"comment-{rank}"].initial = before.comment if before else ""

    def readings(self) -> list[tuple[str, str, str, forms.BoundField, forms.BoundField]]:
        """Title, question, the project's answer, and the two inputs."""
        return [
            (title, question, answer, self[f"mark-{rank}"], self[f"comment-{rank}"])
            for rank, (_code, title, question, answer) in enumerate(self.asked)
        ]

    def marks(self) -> list[tuple[str, str, str]]:
        """(principle, mark, comment) of those that were read."""
        typed = self.cleaned_data
        found = [(asked[0], typed[f"mark-{rank}"], typed[f"comment-{rank}"]) for rank, asked in enumerate(self.asked)]
        return [one for one in found if one[1]]


class ConditionForm(forms.Form):
    text = text(_("Condition"), rows=2, required=False)
    is_prior = forms.BooleanField(label=_("À prouver avant la mise en service"), required=False)
    due_on = Day(label=_("Sinon, à tenir avant le"), required=False)


class ConditionsForm(ActForm):
    """An act with conditions."""

    rows_title = _("Condition")

    def __init__(self, data: QueryDict | None, *, conditions: Any = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.rows = rows_of(ConditionForm, data, prefix="conditions", initial=list(conditions))

    def conditions(self) -> list[dict[str, Any]]:
        return [row | {"due_on": row["due_on"].isoformat() if row.get("due_on") else ""} for row in self.lines()]


class ProposalForm(ConditionsForm):
    sense = forms.ChoiceField(label=_("Avis proposé"), choices=Sense.choices, widget=forms.RadioSelect)
    reasons = text(_("Motifs"), rows=5, help_text=_("Publiés avec l’avis."))


class VoteForm(ActForm):
    choice = forms.ChoiceField(label=_("Votre vote"), choices=Vote.Choice.choices, widget=forms.RadioSelect)
    dissent = text(_("Opinion séparée"), required=False, help_text=_("Facultative ; publiée avec l’avis."))


class DecisionForm(ConditionsForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    sense = forms.ChoiceField(label=_("Décision"), choices=DECISIONS, widget=forms.RadioSelect)
    reasons = text(
        _("Motifs"), required=False, help_text=_("Demandés quand la décision s’écarte de l’avis ; ils sont publiés.")
    )
    reference = line(_("Référence de l’acte"), help_text=_("Arrêté ou décision, tel qu’il est signé."))
    dated = Day(label=_("Daté du"), initial=timezone.localdate)


class ResumeForm(ActForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reasons = text(_("Motifs"), help_text=PUBLISHED)
    reference = line(_("Référence de l’acte"))
    dated = Day(label=_("Daté du"), initial=timezone.localdate)


class EvidenceForm(ActForm):
    condition = forms.ModelChoiceField(label=_("Condition"), queryset=Condition.objects.none())
    text = text(_("Ce qui prouve qu’elle est remplie"), help_text=PUBLISHED)
    url = forms.URLField(label=_("Adresse du document"), max_length=500, required=False, assume_scheme="https")

    def __init__(self, data: QueryDict | None, *, dossier: Any) -> None:
        super().__init__(data)
        chosen = self.fields["condition"]
        if isinstance(chosen, forms.ModelChoiceField):
            chosen.queryset = Condition.objects.filter(decision__dossier=dossier).order_by("decision_id", "rank")
            chosen.label_from_instance = lambda one: one.text  # type: ignore[method-assign,assignment]


class CheckForm(ActForm):
    accepted = forms.ChoiceField(
        label=_("Cette preuve"),
        choices=[("yes", _("suffit")), ("no", _("ne suffit pas"))],
        widget=forms.RadioSelect,
    )
    reason = text(_("Motif"), rows=3, required=False, help_text=_("Demandé si elle ne suffit pas ; il est publié."))


class ServiceForm(ActForm):
    notices = forms.BooleanField(label=_("Les mentions dues aux personnes sont en ligne"), required=False)
    registration = line(
        _("Référence au registre européen ou national"),
        required=False,
        help_text=_("Demandée à une autorité publique pour un système à haut risque (articles 26 et 49)."),
    )
    is_pilot = forms.BooleanField(label=_("C’est un pilote : sa durée est plus courte"), required=False)


class SuspendForm(ReasonForm):
    for_risk = forms.BooleanField(
        label=_("Pour un risque : le comité se prononce de nouveau avant toute reprise"), required=False
    )


class ObserveForm(ActForm):
    operation = forms.ChoiceField(label=_("Ce qui est vu"), choices=Operation.choices)
    seen_on = Day(label=_("Vu le"), initial=timezone.localdate)
    detail = text(_("Où, par qui, comment"), rows=3, required=False, help_text=_("Publié : ne nommez personne."))


class UnknownForm(ObserveForm):
    name = line(_("Nom"), limit=150, help_text=_("Comme on l’appelle dans le service."))
    provider = line(_("Fournisseur"), required=False)
    department = line(_("Service"), limit=150, required=False)
    field_order = ("name", "provider", "department", "operation", "seen_on", "detail")


class AnswerForm(ActForm):
    text = text(_("Réponse"), rows=6)
    shown = forms.ChoiceField(
        label=_("Publication"),
        choices=[("yes", _("Publier la demande et la réponse")), ("no", _("Ne pas les publier"))],
        widget=forms.RadioSelect,
    )
    hidden_for = line(
        _("Motif de non-publication"),
        limit=300,
        required=False,
        help_text=_("Demandé si elles ne sont pas publiées : le motif, lui, est publié."),
    )


class PeopleForm(ActForm):
    owner = forms.ModelChoiceField(label=_("Porteur du projet"), queryset=User.objects.none(), required=False)
    overseer = forms.ModelChoiceField(
        label=_("Surveillant"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Contrôle l’usage et peut le suspendre seul."),
    )

    def __init__(self, data: QueryDict | None, *, people: Any, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        for chosen in self.fields.values():
            if isinstance(chosen, forms.ModelChoiceField):
                chosen.queryset = people
