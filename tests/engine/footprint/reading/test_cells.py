"""What a cell may say: dates, numbers, words, blanks."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.footprint.reading.conftest import Reader

from sobria.engine.store import scratch_store

HEAD = "item;catégorie;quantité;date d'achat;date de retrait;pays;consommation annuelle\n"


def line(
    *, quantity: str = "1", bought: str = "", gone: str = "", country: str = "France", kwh: str = "", item: str = "a"
) -> str:
    return f"{item};Écran;{quantity};{bought};{gone};{country};{kwh}\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", 1234), ("1234,5", 1234.5), ("1234.5", 1234.5), ("1 234,5", 1234.5), ("1\u00a0234", 1234),
        ("12\u202f345,60", 12345.6), ("1'234", 1234), ("1.234,56", 1234.56), ("1,234.56", 1234.56),
        ("1.234.567", 1234567), ("32,50 €", 32.5), ("€ 12", 12), ("0", 0), ("  7 ", 7), ("1e3", 1000),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(read: Reader, text: str, value: object) -> None:
    assert read(HEAD + line(kwh=text)).lines[0]["kwh_year"] == value


@pytest.mark.parametrize(
    "text", ["N/A", "n/a", "-", "null", "inconnu", "INCONNU", "#N/A", " nc ", "", "?", "Non renseigné"]
)
def test_what_says_nothing_is_unknown_and_never_zero(read: Reader, text: str) -> None:
    assert read(HEAD + line(kwh=text, country=text, bought=text)).lines[0]["kwh_year"] is None


@pytest.mark.parametrize("text", ["12 34", "douze", "1,2,3", "12 kWh", "=A1*2", "inf", "1..2", "--5"])
def test_what_is_not_a_number_is_refused(read: Reader, text: str) -> None:
    found = read(HEAD + line(kwh=text))
    assert found.reading.rejected == 1
    assert "consommation annuelle" in found.sentences("fr")[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [("-1", "cell-not-above"), ("0", "cell-not-above"), ("99999999", "cell-too-large"), ("", "cell-missing"),
     ("N/A", "cell-missing"), ("=1+1", "cell-formula"), ("beaucoup", "cell-not-a-number")],
)  # fmt: skip
def test_a_quantity_that_cannot_be_is_refused_with_its_reason(read: Reader, text: str, code: str) -> None:
    found = read(HEAD + line(quantity=text))
    assert found.problems == [(2, "quantité", code)]
    assert found.sentences("en")[0]


def test_a_yearly_flow_may_exceed_any_number_of_devices(read: Reader) -> None:
    assert read("category,quantity\nfixed network,25000000\nsaas,2e6\n").reading.accepted == 2
    assert read("category,quantity\nlaptop,25000000\n").reading.accepted == 0


def test_a_lone_comma_of_three_digits_follows_the_decimal_sign_of_the_file(read: Reader) -> None:
    assert read(HEAD + line(kwh="1,234") + line(kwh="32,5", item="b")).lines[0]["kwh_year"] == 1.234
    assert read(HEAD + line(kwh="1.234") + line(kwh="32,5", item="b")).lines[0]["kwh_year"] == 1234
    found = read('category,quantity,kwh_year\nlaptop,1,"1,234"\n')
    assert found.lines[0]["kwh_year"] == 1234
    assert "assumption" in found.decisions()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-05-31", date(2024, 5, 31)), ("31/05/2024", date(2024, 5, 31)), ("2024/05/31", date(2024, 5, 31)),
        ("31.05.2024", date(2024, 5, 31)), ("31-05-2024", date(2024, 5, 31)), ("31/05/24", date(2024, 5, 31)),
        ("2024-05-31 14:22:01", date(2024, 5, 31)), ("2024-05-31T14:22:01Z", date(2024, 5, 31)),
        ("31/05/2024 14:22", date(2024, 5, 31)), ("20240531", date(2024, 5, 31)), ("1/6/99", date(1999, 6, 1)),
        ("0001-01-01T00:00:00Z", None), ("N/A", None),
    ],
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(read: Reader, text: str, value: object) -> None:
    assert read(HEAD + line(bought=text)).lines[0]["purchased"] == value


@pytest.mark.parametrize(
    ("text", "code"),
    [("30/02/2024", "cell-date-impossible"), ("2024-02-30", "cell-date-impossible"),
     ("2024-13-01", "cell-date-impossible"),
     ("2027-01-01", "cell-date-future"), ("24/11/2026", "cell-date-future"), ("1950-01-01", "cell-date-too-old"),
     ("mai 2024", "cell-date-unreadable"), ("44197", "cell-date-unreadable")],
)  # fmt: skip
def test_a_date_that_cannot_be_is_refused_with_its_reason(read: Reader, text: str, code: str) -> None:
    assert read(HEAD + line(bought=text)).problems == [(2, "date d'achat", code)]


def test_today_is_not_the_future(read: Reader) -> None:
    assert read(HEAD + line(bought="2026-11-23")).reading.accepted == 1


def test_french_headers_give_day_first_and_say_it_is_an_assumption(read: Reader) -> None:
    found = read(HEAD + line(bought="03/04/2024"))
    assert found.lines[0]["purchased"] == date(2024, 4, 3)
    assert "hypothèse" in found.decisions("fr")


def test_english_headers_without_proof_refuse_dates_with_two_readings(read: Reader) -> None:
    found = read("category,quantity,purchased\nlaptop,1,03/04/2024\nlaptop,1,05/05/2024\n")
    assert found.problems == [(2, "purchased", "cell-date-ambiguous")]
    assert "date_order" in found.sentences()[0]
    assert found.lines[0]["purchased"] == date(2024, 5, 5)


def test_one_value_proves_the_order_of_the_file(read: Reader) -> None:
    found = read("category,quantity,purchased\nlaptop,1,03/04/2024\nlaptop,1,04/25/2024\n")
    assert [entry["purchased"] for entry in found.lines] == [date(2024, 3, 4), date(2024, 4, 25)]
    assert "month/day/year" in found.decisions()


def test_both_orders_in_one_file_refuse_what_has_two_readings(read: Reader) -> None:
    found = read("category,quantity,purchased\nlaptop,1,03/04/2024\nlaptop,1,04/25/2024\nlaptop,1,25/04/2024\n")
    assert found.problems == [(2, "purchased", "cell-date-ambiguous")]
    assert "mixed" in found.decisions()


def test_a_proof_far_down_the_file_decides_for_all_of_it(read: Reader) -> None:
    rows = "".join(f"laptop,1,2020-01-{i % 28 + 1:02d},{i}\n" for i in range(40000))
    found = read("category,quantity,purchased,item\n" + rows + "laptop,1,03/04/2024,x\nlaptop,1,04/25/2024,y\n")
    assert found.reading.rejected == 0
    assert found.lines[-2]["purchased"] == date(2024, 3, 4)
    assert "month/day/year" in found.decisions()


def test_retirement_before_purchase_is_refused(read: Reader) -> None:
    found = read(
        HEAD + line(bought="2024-05-31", gone="2024-05-30") + line(bought="2024-05-31", gone="2024-05-31", item="b")
    )
    assert found.problems == [(2, "date de retrait", "line-retired-before-purchase")]


@pytest.mark.parametrize("text", ["FR", "fr", "FRA", "France", "FRANCE", "france "])
def test_a_country_is_known_by_code_or_name(read: Reader, text: str) -> None:
    assert read(HEAD + line(country=text)).lines[0]["country"] == "FRA"


def test_an_unknown_country_is_refused_with_the_nearest_name(read: Reader) -> None:
    found = read(HEAD + line(country="Frnace"))
    assert found.problems == [(2, "pays", "cell-country-unknown")]
    assert "France" in found.sentences()[0]


def test_a_stated_country_stands_for_blank_ones_only(read: Reader) -> None:
    found = read(HEAD + line(country="") + line(country="Allemagne", item="b"), country="FR")
    assert [entry["country"] for entry in found.lines] == ["FRA", "DEU"]


def test_code_words_are_read_in_both_languages(read: Reader) -> None:
    head = "catégorie;quantité;qualité;acquisition;propriété;statut\n"
    found = read(head + "PC;1;MOYENNE;reconditionné;leasing;en stock\nPC;1;high;new;COPE;Donné à une asso\n")
    first, second = found.lines
    assert (first["quality"], first["acquisition"], first["ownership"]) == ("medium", "refurbished", "leased")
    assert (first["status"], second["status"], second["ownership"]) == ("in_stock", None, "cope")
    assert "Donné à une asso" in found.decisions()


def test_an_unknown_word_is_refused_with_the_allowed_ones(read: Reader) -> None:
    found = read("catégorie;quantité;qualité\nPC;1;excellente\n")
    assert found.problems == [(2, "qualité", "cell-word-unknown")]
    assert "high, medium, low" in found.sentences()[0]


def test_a_formula_in_a_text_cell_is_refused(read: Reader) -> None:
    assert read(HEAD + line(item="=HYPERLINK(1)")).problems == [(2, "item", "cell-formula")]


def test_a_share_may_be_a_percentage(read: Reader) -> None:
    found = read("catégorie;quantité;part d'usage\nPC;1;57 %\nPC;1;0,85\nPC;1;57\n")
    assert [entry["usage_share"] for entry in found.lines] == [0.57, 0.85]
    assert found.problems == [(4, "part d'usage", "cell-too-large")]


def test_the_same_serial_twice_counts_once(read: Reader) -> None:
    found = read("item,category,serial,quantity\na,laptop,SN1,1\nb,laptop,SN2,1\nc,laptop,SN1,1\n")
    assert found.problems == [(4, "serial", "line-duplicate-serial")]
    assert "parc.csv / 2" in found.sentences()[0]


def test_a_serial_of_a_refused_line_is_not_already_counted(read: Reader) -> None:
    found = read("item,category,serial,quantity\na,laptop,SN1,-1\nb,laptop,SN1,1\n")
    assert [problem[2] for problem in found.problems] == ["cell-not-above"]


def test_filler_serials_are_no_serials(read: Reader) -> None:
    rows = "".join(
        f"i{i},laptop,{s},1\n"
        for i, s in enumerate(["To be filled by O.E.M.", "Default string", "0000000", "N/A", "000"] * 2)
    )
    found = read("item,category,serial,quantity\n" + rows)
    assert found.reading.rejected == 0
    assert {entry["serial"] for entry in found.lines} == {None}


def test_serials_turned_into_numbers_are_left_out_and_counted(read: Reader) -> None:
    found = read("item;category;serial;quantity\na;laptop;1,23E+11;1\nb;laptop;1,23E+11;1\n")
    assert [entry["serial"] for entry in found.lines] == [None, None]
    assert "2 serial number(s)" in found.decisions()


def test_an_identical_line_that_names_its_item_counts_once(read: Reader) -> None:
    same = "PC-1,laptop,1\nPC-1,laptop,1\n,laptop,1\n,laptop,1\n"
    found = read("item,category,quantity\n" + same)
    assert found.problems == [(3, "item", "line-duplicate")]
    assert len(found.lines) == 3


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    numbers=st.lists(st.integers(0, 99_999_999).map(lambda n: n / 100), min_size=1, max_size=20),
    days=st.lists(st.dates(date(1990, 1, 1), date(2026, 11, 23)), min_size=1, max_size=20),
)
def test_french_and_english_writings_of_numbers_and_dates_come_back(
    tmp_path: Path, numbers: list[float], days: list[date]
) -> None:
    def french(n: float) -> str:
        return f"{n:,.2f}".replace(",", " ").replace(".", ",")

    with scratch_store() as connection:
        connection.execute(_macros())
        for n in numbers:
            for text, comma in (
                (french(n), True),
                (f"{n:,.2f}", False),
                (f"{n:.2f}", False),
                (f"{n:.2f}".replace(".", ","), True),
            ):
                assert connection.execute("SELECT read_number(?, ?)", [text, comma]).fetchone() == (n,)
        for d in days:
            for text, first in (
                (f"{d:%d/%m/%Y}", "d"),
                (f"{d:%m/%d/%Y}", "m"),
                (f"{d:%Y-%m-%d}", ""),
                (f"{d:%Y/%m/%d}", "d"),
            ):
                assert connection.execute("SELECT read_date(?, ?)", [text, first]).fetchone() == (d,)


def _macros() -> str:
    return files("sobria.engine.footprint").joinpath("sql/read_macros.sql").read_text(encoding="utf-8")
