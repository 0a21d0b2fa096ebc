"""Components say in words what they draw, and never draw the unknown."""

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from sobria.ui.charts import Bar, BarChart, Segment, Year, YearChart
from sobria.ui.figures import Estimate, Figure, State
from sobria.ui.tables import BarRow, BarTable

UNKNOWN = Estimate(None, "kgCO2e", missing="Il manque le mix électrique.")


def render(source: str, **context: object) -> str:
    with override("fr"):
        return Template("{% load ui %}" + source).render(Context(context))


def kilograms(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, "kgCO2e", low, high)


def test_figure_says_its_value_interval_target_state_and_evidence() -> None:
    figure = Figure(
        "Empreinte",
        kilograms(4_183_000, 3_304_000, 5_262_000),
        year=2026,
        target=3_600_000,
        target_label="Cible 2027",
        state=State("late", "au-dessus de la cible"),
        evidence="/preuves/empreinte-2026/",
    )
    html = render("{% figure figure %}", figure=figure)
    assert "Empreinte, 2026" in html
    assert 'aria-label="Intervalle à 90 % : 3\N{NARROW NO-BREAK SPACE}300 à 5\N{NARROW NO-BREAK SPACE}300.' in html
    assert "Cible 2027 : 3\N{NARROW NO-BREAK SPACE}600\N{NO-BREAK SPACE}tCO₂e." in html
    assert "au-dessus de la cible" in html
    assert 'href="/preuves/empreinte-2026/"' in html


def test_a_whole_target_is_written_with_its_unit_and_without_the_decimals_of_the_figure() -> None:
    html = render("{% figure figure %}", figure=Figure("Part", Estimate(0.881, unit="%"), target=50.0))
    assert "Cible : 50\N{NO-BREAK SPACE}%." in html


@pytest.mark.parametrize(
    ("value", "shown"), [(13266980.0, "13 266 980"), (1234.56, "1 234,56"), (1000.0000001, "1 000")]
)
def test_an_amount_that_was_written_is_not_rounded_as_an_estimate_is(value: float, shown: str) -> None:
    with override("fr"):
        assert Estimate(value, "€", is_exact=True).number == shown.replace(" ", "\N{NARROW NO-BREAK SPACE}")


def test_the_label_of_a_question_with_several_boxes_is_written_once_above_them() -> None:
    boxes = forms.MultipleChoiceField(label="Vu", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
    form = type("Boxes", (forms.Form,), {"seen": boxes})()
    html = render("{% form_field field %}", field=form["seen"])
    assert html.count("Vu") == 1
    assert html.index("Vu") < html.index("checkbox")


def test_unknown_figure_is_as_large_as_a_number_and_says_what_lacks() -> None:
    html = render("{% figure figure %}", figure=Figure("Empreinte", UNKNOWN))
    assert re.search(r'class="value">inconnu</span>', html)
    assert "Il manque le mix électrique." in html
    assert "<svg" not in html


def test_table_puts_every_row_on_one_scale_and_one_unit() -> None:
    rows = (
        BarRow("Écrans", kilograms(4_000, 2_000, 8_000)),
        BarRow("Serveurs", kilograms(640, 430, 910)),
        BarRow("Commutateurs", UNKNOWN),
    )
    table = BarTable(caption="Une année", row_header="Catégorie", value_header="Émissions", rows=rows)
    with override("fr"):
        placed = table.placed()
    assert table.unit == "tCO₂e"
    assert [one.number for one in placed] == ["4,0", "0,64", "inconnu"]
    assert [one.range for one in placed] == ["2,0 à 8,0", "0,43 à 0,91", ""]
    assert placed[0].track is not None
    assert (placed[0].track.start, placed[0].track.width, placed[0].track.point) == ("25.0%", "75.0%", "50.0%")
    assert placed[2].track is None
    html = render("{% bar_table table %}", table=table)
    assert html.count("<svg") == html.count('aria-hidden="true"') == 2
    assert re.search(r"</svg>\s*2,0 à 8,0</td>", html)
    assert "Il manque le mix électrique." in html


def test_table_without_any_known_value_draws_no_column_of_bars() -> None:
    table = BarTable("Une année", "Catégorie", "Émissions", (BarRow("Commutateurs", UNKNOWN),))
    html = render("{% bar_table table %}", table=table)
    assert "inconnu" in html
    assert "Intervalle" not in html


def test_bars_are_cut_into_parts_that_add_up() -> None:
    bar = Bar(
        "Écrans",
        kilograms(1_000, 500, 2_000),
        (Segment("Fabrication", kilograms(600, 300, 900)), Segment("Usage", kilograms(400, 300, 500))),
    )
    chart = BarChart("Les écrans", (bar, Bar("Réseau", UNKNOWN)), "Catégorie", "Émissions", ("Fabrication", "Usage"))
    drawn = chart.drawn()
    assert [(part.x, part.width) for part in drawn[0].segments] == [("0.0%", "30.0%"), ("30.0%", "20.0%")]
    assert drawn[1].is_unknown
    assert drawn[1].segments == ()
    html = render("{% bar_chart chart %}", chart=chart)
    assert html.count("<tbody>") == 1
    assert "Il manque le mix électrique." in html


def test_unknown_year_leaves_a_gap() -> None:
    years = (Year(2024, kilograms(3, 2, 4)), Year(2025, UNKNOWN), Year(2026, kilograms(2, 1, 3)))
    chart = YearChart("Les années", years, "Émissions", target=1.5)
    assert chart.segments() == []
    html = render("{% year_chart chart %}", chart=chart)
    assert "inconnu" in html
    assert 'class="join"' not in html
    assert "2\N{NARROW NO-BREAK SPACE}025" not in html


def test_chart_numbers_are_never_localised() -> None:
    chart = BarChart("Beaucoup", tuple(Bar(f"n{i}", kilograms(i + 1, i, i + 2)) for i in range(40)), "", "")
    html = render("{% bar_chart chart %}", chart=chart)
    assert re.search(r'height="\d+"', html)
    assert not re.search(r'(?:x1?2?|y1?2?|width|height)="[^"]*[\s,][^"]*"', html)


@pytest.mark.parametrize(("page", "expected"), [(1, ["page=2"]), (2, ["page=1", "page=3"]), (3, ["page=2"])])
def test_pagination_keeps_the_filters(rf: RequestFactory, page: int, expected: list[str]) -> None:
    request = rf.get("/registres/", {"q": "écran", "page": str(page)})
    html = render("{% pagination page %}", page=Paginator(range(30), 10).page(page), request=request)
    links = re.findall(r'href="\?([^"]+)"', html)
    assert [link.replace("q=%C3%A9cran&amp;", "") for link in links] == expected
    assert all("q=%C3%A9cran" in link for link in links)


class Sample(forms.Form):
    quantity = forms.IntegerField(label="Quantité", help_text="Nombre d’appareils")


def test_error_is_tied_to_its_field_and_told_at_the_head_of_the_form() -> None:
    form = Sample({"quantity": "beaucoup"})
    html = render("{% error_summary form %}{% form_field form.quantity %}", form=form)
    assert 'href="#id_quantity"' in html
    described = re.search(r'<input[^>]+aria-describedby="([^"]+)"', html)
    assert described is not None
    for name in described[1].split():
        assert f'id="{name}"' in html
    assert 'aria-invalid="true"' in html


def test_valid_form_shows_no_summary() -> None:
    assert render("{% error_summary form %}", form=Sample({"quantity": "3"})).strip() == ""


def test_progress_without_known_length_has_no_value() -> None:
    assert "value=" not in render('{% progress "Lecture" %}')
    assert 'value="40"' in render('{% progress "Lecture" 0.4 %}')
