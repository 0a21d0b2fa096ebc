"""Every component with an example, for those who write pages and those who audit them."""

from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sobria.ui.charts import Bar, BarChart, Segment, Year, YearChart
from sobria.ui.downloads import Download
from sobria.ui.figures import Estimate, Figure, State
from sobria.ui.tables import BarRow, BarTable


@dataclass(frozen=True, slots=True)
class Entry:
    """A component: its tag, an example, and the RGAA criteria it is built to meet."""

    code: str
    title: str
    tag: str
    rgaa: str
    example: object


def _footprint(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, "kgCO2e", low, high)


def _figures() -> list[Figure]:
    return [
        Figure(
            _("Exemple avec intervalle et cible"),
            _footprint(123_400, 101_000, 151_000),
            year=2026,
            target=110_000,
            target_label=_("Cible 2027"),
            state=State("late", _("au-dessus de la cible")),
            evidence="#figure",
        ),
        Figure(_("Exemple de compte"), Estimate(1234, _("appareils")), state=State("good", _("à jour"))),
        Figure(
            _("Exemple inconnu"),
            Estimate(None, "kgCO2e", missing=_("Il manque la date d’achat de 38 appareils.")),
            state=State("unknown", _("à mesurer")),
        ),
    ]


def _bar_table() -> BarTable:
    return BarTable(
        caption=_("Une année d’usage, intervalle à 90 %. Valeurs d’exemple."),
        row_header=_("Catégorie"),
        value_header=_("Émissions"),
        columns=(_("Appareils"),),
        rows=(
            BarRow(_("Écrans"), _footprint(1_420, 280, 2_260), ("310",), "#bar-table"),
            BarRow(_("Ordinateurs portables"), _footprint(1_210, 820, 1_690), ("204",)),
            BarRow(_("Commutateurs"), Estimate(None, "kgCO2e", missing=_("aucun facteur ouvert")), ("45",)),
        ),
    )


def _bar_chart() -> BarChart:
    made, used = _("Fabrication"), _("Usage")
    return BarChart(
        title=_("Les écrans pèsent le plus, surtout par leur fabrication"),
        row_header=_("Catégorie"),
        value_header=_("Émissions"),
        parts=(made, used),
        bars=(
            Bar(
                _("Écrans"),
                _footprint(1_420, 680, 2_260),
                (Segment(made, _footprint(1_100, 500, 1_900)), Segment(used, _footprint(320, 200, 450))),
            ),
            Bar(
                _("Ordinateurs portables"),
                _footprint(1_210, 820, 1_690),
                (Segment(made, _footprint(980, 600, 1_400)), Segment(used, _footprint(230, 150, 320))),
            ),
            Bar(_("Commutateurs"), Estimate(None, "kgCO2e", missing=_("aucun facteur ouvert"))),
        ),
    )


def _year_chart() -> YearChart:
    return YearChart(
        title=_("L’exemple baisse d’un dixième en un an"),
        value_header=_("Émissions"),
        target=2_300,
        target_label=_("Tireté : la cible d’exemple."),
        years=(
            Year(2025, _footprint(2_900, 2_300, 3_600)),
            Year(2026, _footprint(2_630, 2_100, 3_300)),
        ),
    )


class SampleForm(forms.Form):
    """A form with something wrong in it, to show how it is said."""

    name = forms.CharField(label=gettext_lazy("Nom de l’entité"), max_length=80)
    quantity = forms.IntegerField(
        label=gettext_lazy("Quantité"), help_text=gettext_lazy("Nombre d’appareils de la ligne"), min_value=1
    )
    counted = forms.BooleanField(label=gettext_lazy("Compter dans l’empreinte"), required=False)


class SampleFilters(forms.Form):
    category = forms.ChoiceField(
        label=gettext_lazy("Catégorie"),
        required=False,
        choices=[("", gettext_lazy("Toutes")), ("monitor", gettext_lazy("Écrans"))],
    )


def entries() -> list[Entry]:
    """No query."""
    facts = [(_("Qui tient le registre"), _("Le service du numérique")), (_("Mise à jour"), _("Chaque année"))]
    form = SampleForm({"sample-name": "", "sample-quantity": "-3"}, prefix="sample")
    files = [Download("#downloads", "CSV", 12_400), Download("#downloads", "JSON", 31_000)]
    return [
        Entry("figure", _("Chiffre"), "{% figure figure %}", "1.1, 3.1, 8.9", _figures()),
        Entry(
            "estimate", _("Chiffre dans une phrase"), "{% estimate estimate %}", "3.1", _footprint(1_400, 1_100, 1_900)
        ),
        Entry("bar-table", _("Tableau à intervalles"), "{% bar_table table %}", "1.1, 5.1, 5.4, 5.7", _bar_table()),
        Entry("bar-chart", _("Barres et leur tableau"), "{% bar_chart chart %}", "1.1, 1.6, 3.1, 3.3", _bar_chart()),
        Entry("year-chart", _("Années et leur tableau"), "{% year_chart chart %}", "1.1, 1.6, 3.3", _year_chart()),
        Entry("facts", _("Liste de faits"), "{% facts pairs %}", "8.9, 9.3", facts),
        Entry("downloads", _("Téléchargements"), "{% downloads files %}", "6.1, 13.3", files),
        Entry("progress", _("Avancement"), "{% progress label share %}", "7.1, 11.1", 0.4),
        Entry("empty-state", _("Rien encore"), "{% empty_state title todo %}", "8.9", None),
        Entry("breadcrumb", _("Fil d’Ariane"), "{% breadcrumb label url label url %}", "12.1, 12.2", None),
        Entry("pagination", _("Pages d’une liste"), "{% pagination page %}", "12.1", Paginator(range(30), 10).page(2)),
        Entry("form", _("Formulaire"), "{% error_summary form %} {% form_field field %}", "11.1, 11.10, 11.11", form),
        Entry("filters", _("Filtres"), "{% filter_form form %}", "11.1, 11.9", SampleFilters(prefix="filters")),
        Entry("confirm", _("Page de confirmation"), '{% extends "ui/confirm.html" %}', "11.12", None),
        Entry("notice", _("Avis"), "{% notice text kind %}", "3.1, 7.5", None),
    ]
