import pytest
from django.utils.translation import override

from sobria.ui import numbers
from sobria.ui.figures import Estimate, Figure


def plain(text: str) -> str:
    """The text with ordinary spaces, as one types it."""
    return text.replace(numbers.NARROW, " ").replace(numbers.NO_BREAK, " ")


@pytest.mark.parametrize(
    ("value", "places", "french", "english"),
    [
        (1234567.891, 1, "1 234 567,9", "1,234,567.9"),
        (-0.04, 1, "0,0", "0.0"),
        (-1234.0, 0, "−1 234", "−1,234"),
        (4187.0, -2, "4 200", "4,200"),
        (0.00012, 5, "0,00012", "0.00012"),
    ],
)
def test_a_number_is_written_as_the_reader_writes_it(value: float, places: int, french: str, english: str) -> None:
    with override("fr"):
        assert plain(numbers.decimal(value, places=places)) == french
    with override("en"):
        assert numbers.decimal(value, places=places) == english


def test_an_almost_whole_share_is_never_said_to_be_whole() -> None:
    with override("fr"):
        assert plain(numbers.percent(0.9996)) == "99 %"
        assert plain(numbers.percent(0.9996, places=1)) == "99,9 %"
        assert plain(numbers.percent(0.0001)) == "1 %"
        assert plain(numbers.percent(1.0)) == "100 %"
        assert plain(numbers.percent(0.0)) == "0 %"


def test_an_estimate_is_rounded_to_two_digits_of_its_interval() -> None:
    with override("fr"):
        shown = Estimate(4_183_412, "kgCO2e", 3_304_000, 5_262_000)
        assert plain(str(shown)) == "4 200 tCO₂e"
        assert plain(shown.range) == "3 300 à 5 300"


def test_kilograms_stay_kilograms_below_one_tonne() -> None:
    with override("fr"):
        assert plain(str(Estimate(412.3, "kgCO2e", 380.0, 450.0))) == "412 kgCO₂e"
        assert plain(str(Estimate(0.0, "kgCO2e", 0.0, 0.0))) == "0 kgCO₂e"


def test_antimony_is_written_in_the_readers_language() -> None:
    with override("fr"):
        assert plain(str(Estimate(0.0042, unit="kgSbeq"))) == "4,20 g Sb éq."
    with override("en"):
        assert plain(str(Estimate(0.0042, unit="kgSbeq"))) == "4.20 g Sb eq."


def test_a_count_is_never_rounded() -> None:
    with override("fr"):
        assert plain(str(Estimate(60_417, "appareils"))) == "60 417 appareils"


def test_a_column_keeps_one_unit() -> None:
    with override("fr"):
        small = Estimate(640.0, "kgCO2e", 430.0, 910.0).on_scale_of(Estimate(4_000.0, "kgCO2e"))
        assert plain(str(small)) == "0,64 tCO₂e"
        assert plain(small.range) == "0,43 à 0,91"


def test_an_unknown_figure_says_so_and_draws_nothing() -> None:
    with override("fr"):
        figure = Figure("Empreinte", Estimate(None, "kgCO2e", missing="Il manque le mix."), year=2026)
        assert figure.estimate.number == "inconnu"
        assert figure.estimate.shown_unit == ""
        assert figure.track is None
        assert figure.is_unknown


def test_weights_are_counted_in_thousands() -> None:
    with override("fr"):
        assert plain(numbers.bytes_size(12_400)) == "12 ko"
        assert plain(numbers.bytes_size(3_200_000)) == "3,2 Mo"
        assert plain(numbers.bytes_size(512)) == "512 o"
    with override("en"):
        assert plain(numbers.bytes_size(12_400)) == "12 kB"


def test_thousands_and_units_never_part_at_the_end_of_a_line() -> None:
    with override("fr"):
        assert str(Estimate(1234, "appareils")) == "1\N{NARROW NO-BREAK SPACE}234\N{NO-BREAK SPACE}appareils"
        assert " " not in numbers.percent(0.5)
