"""What anyone may ask of a system."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sobria.democratic.algorithms.governance.watching import LONGEST
from sobria.democratic.algorithms.models.watch import Question
from sobria.democratic.algorithms.notices import letters
from sobria.engine.algorithms.retention import retention

HELP = {
    Question.Kind.QUESTION: gettext_lazy("Elle est publiée avec sa réponse, une fois relue."),
    Question.Kind.ERROR: gettext_lazy("Dites quelle partie de la fiche est fausse, et ce qui serait juste."),
    Question.Kind.EXPLANATION: gettext_lazy(
        "Dites de quelle décision il s’agit, de quand elle date, et son numéro s’il y en a un."
    ),
    Question.Kind.SIGHTING: gettext_lazy("Dites ce qui a été vu, où et quand. Une adresse ou un document aide."),
}
LABELS = {
    Question.Kind.QUESTION: gettext_lazy("Votre question"),
    Question.Kind.ERROR: gettext_lazy("L’erreur"),
    Question.Kind.EXPLANATION: gettext_lazy("La décision à expliquer"),
    Question.Kind.SIGHTING: gettext_lazy("Ce que vous avez vu"),
}


class QuestionForm(forms.Form):
    text = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}))
    email = forms.EmailField(label=gettext_lazy("Adresse électronique, facultative"), required=False, max_length=254)

    def __init__(self, data: Any = None, *, kind: Question.Kind) -> None:
        super().__init__(data)
        self.fields["text"].label = str(LABELS[kind])
        self.fields["text"].help_text = str(HELP[kind])
        self.fields["email"].help_text = _(
            "Elle sert à vous répondre, à rien d’autre, et s’efface %(days)s jours après la réponse."
        ) % {"days": retention()["address-answered"].days}
        if not letters.are_sent():
            self.fields["email"].help_text = _(
                "Ce site n’envoie pas de courriel : vous lirez la réponse à l’adresse privée donnée à la page suivante."
            )
