"""Asking about a system, and following the answer: owed by a day, published only once read, hostile text or not."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.worlds import algorithms as world

from sobria.democratic.algorithms.governance import watching
from sobria.democratic.algorithms.models import Algorithm
from sobria.democratic.algorithms.models.watch import Question

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def who() -> world.City:
    return world.city()


@pytest.fixture
def algorithm(who: world.City) -> Algorithm:
    return world.submitted(who).algorithm


def ask_at(algorithm: Algorithm, kind: str = "question") -> str:
    return reverse("algorithms:ask", args=[algorithm.code, kind])


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(f"algorithms:{name}", args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def answered(question: Question, who: world.City, *, text: str = "Voici.", hidden_for: str = "") -> Question:
    return watching.answer(question, text=text, shown=not hidden_for, hidden_for=hidden_for, by=who.officer)


def test_a_question_is_followed_at_a_private_address_and_published_once_answered(
    client: Client, who: world.City, algorithm: Algorithm
) -> None:
    assert ask_at(algorithm) in page(client, "entry", algorithm.code)
    posted = client.post(ask_at(algorithm), {"text": "Qui relit ?", "email": "a@lutece.example"})
    question = Question.objects.get()
    followed = reverse("algorithms:question", args=[question.token])
    assert posted.headers["Location"] == followed
    assert (question.kind, question.email, question.algorithm) == ("question", "a@lutece.example", algorithm)
    private = client.get(followed)
    text = private.content.decode()
    assert "Réponse due avant le" in text
    assert f"http://testserver{followed}" in text
    assert "a@lutece.example" not in text
    assert "noindex" in private.headers["X-Robots-Tag"]
    assert "no-store" in private.headers["Cache-Control"]
    assert private.headers["Referrer-Policy"] == "no-referrer"
    record = page(client, "entry", algorithm.code)
    assert "Qui relit ?" not in record
    assert "1 demande attend une réponse." in record
    answered(question, who, text="Un agent.")
    record = page(client, "entry", algorithm.code)
    assert "Qui relit ?" in record
    assert "Un agent." in record
    assert "Un agent." in client.get(followed).content.decode()
    assert "Qui relit ?" in page(client, "questions", query=f"?fiche={algorithm.code}")
    assert question.token not in record


def test_what_is_not_published_says_why(client: Client, who: world.City, algorithm: Algorithm) -> None:
    question = watching.ask(algorithm, kind="error", text="Mon voisin Paul triche")
    answered(question, who, hidden_for="Nomme une personne")
    record = page(client, "entry", algorithm.code)
    assert "Paul" not in record
    assert "Nomme une personne" in record
    assert "Paul" not in page(client, "data", algorithm.code)
    assert "Non publiées : Nomme une personne" in page(client, "question", question.token)


def test_an_explanation_states_the_clock_of_the_law(client: Client, algorithm: Algorithm) -> None:
    form = page(client, "ask", algorithm.code, "explication")
    assert "R. 311-3-1-2" in form
    assert "1 mois de silence vaut refus ; vous avez alors 2 mois pour saisir la CADA" in form
    with time_machine.travel(datetime(2027, 1, 31, 10, tzinfo=PARIS), tick=False):
        client.post(ask_at(algorithm, "explication"), {"text": "Pourquoi ce refus ?"})
        question = Question.objects.get()
        text = page(client, "question", question.token)
    assert question.kind == "explanation"
    assert "28 février 2027" in text
    assert "28 avril 2027" in text


def test_a_resident_reports_a_system_that_the_register_does_not_know(client: Client) -> None:
    posted = client.post(reverse("algorithms:report"), {"text": "Une caméra compte les passants."})
    question = Question.objects.get()
    assert posted.status_code == 302
    assert (question.algorithm, question.kind, question.is_shown) == (None, "sighting", False)
    assert not Algorithm.objects.exists()
    for name in ("home", "running", "questions"):
        assert "compte les passants" not in page(client, name)


def test_a_report_may_be_about_a_record(client: Client, algorithm: Algorithm) -> None:
    client.post(ask_at(algorithm, "en-marche"), {"text": "Il tourne déjà."})
    question = Question.objects.get()
    assert (question.algorithm, question.kind) == (algorithm, "sighting")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": ""}, "obligatoire"),
        ({"text": "   "}, "obligatoire"),
        ({"text": "a\x00b"}, "nul"),
        ({"text": "a" * 5001}, "5000"),
        ({"text": "a" * 4_000_000}, "5000"),
        ({"text": "Oui", "email": "pas une adresse"}, "adresse"),
        ({"text": "Oui", "email": "a\x00@lutece.example"}, "nul"),
    ],
    ids=["nothing", "blank", "nul", "long", "very long", "address", "nul address"],
)
def test_bad_input_is_refused_with_a_sentence(
    client: Client, algorithm: Algorithm, given: dict[str, str], sentence: str
) -> None:
    answer = client.post(ask_at(algorithm), given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode().lower()
    assert not Question.objects.exists()


def test_ten_megabytes_are_refused_before_they_are_read(client: Client, algorithm: Algorithm) -> None:
    answer = client.post(ask_at(algorithm), {"text": "a" * 10_000_000})
    assert answer.status_code in {400, 413}
    assert "Traceback" not in answer.content.decode()
    assert not Question.objects.exists()


def test_an_unknown_kind_or_token_has_no_page(client: Client, algorithm: Algorithm) -> None:
    for kind in ("rien", "sighting", "question;"):
        assert client.get(f"/registres/algorithmes/{algorithm.code}/demander/{kind}/").status_code == 404
        assert (
            client.post(f"/registres/algorithmes/{algorithm.code}/demander/{kind}/", {"text": "?"}).status_code == 404
        )
    for token in ("x", "a" * 43, "é" * 43):
        assert client.get(f"/registres/algorithmes/demandes/{token}/").status_code == 404
    assert client.get(reverse("algorithms:questions") + "?fiche=rien").status_code == 404
    assert not Question.objects.exists()


def test_scripts_in_a_question_and_its_answer_stay_text(client: Client, who: world.City, algorithm: Algorithm) -> None:
    client.post(ask_at(algorithm), {"text": SCRIPT})
    question = answered(Question.objects.get(), who, text=SCRIPT)
    hidden = watching.ask(algorithm, kind="question", text="?")
    answered(hidden, who, hidden_for=SCRIPT)
    pages = [
        page(client, "entry", algorithm.code),
        page(client, "questions"),
        page(client, "question", question.token),
        page(client, "question", hidden.token),
        client.post(ask_at(algorithm), {"text": SCRIPT, "email": SCRIPT}).content.decode(),
    ]
    for text in pages:
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


def test_one_place_cannot_flood_the_register(client: Client, algorithm: Algorithm) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        codes = [client.post(ask_at(algorithm), {"text": f"Question {number}"}).status_code for number in range(6)]
        assert codes == [302] * 5 + [429]
        refused = client.post(ask_at(algorithm), {"text": "Gardez mon texte"})
        assert "Trop de demandes" in refused.content.decode()
        assert "Gardez mon texte" in refused.content.decode()
        assert Client(REMOTE_ADDR="192.0.2.9").post(ask_at(algorithm), {"text": "Ailleurs"}).status_code == 302
        clock.shift(timedelta(minutes=13))
        assert client.post(ask_at(algorithm), {"text": "Plus tard"}).status_code == 302


def test_late_answers_are_counted_where_everyone_reads(client: Client, algorithm: Algorithm) -> None:
    question = watching.ask(algorithm, kind="question", text="Alors ?")
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
        assert "dont 1 en retard" in page(client, "home")
        assert "1 en retard." in page(client, "entry", algorithm.code)
        assert "La réponse est en retard" in page(client, "question", question.token)


def test_the_record_asks_the_same_number_of_queries_for_one_question_and_thirty(
    client: Client, who: world.City, algorithm: Algorithm
) -> None:
    counts = []
    for number in (1, 29):
        for _ in range(number):
            answered(watching.ask(algorithm, kind="question", text="Oui ?"), who)
        for name, args in (("entry", (algorithm.code,)), ("questions", ())):
            with CaptureQueriesContext(connection) as found:
                page(client, name, *args)
            counts.append(len(found))
    assert counts[:2] == counts[2:]


def test_pages_are_in_english_too(client: Client, algorithm: Algorithm) -> None:
    text = client.get(f"/en{ask_at(algorithm)}").content.decode()
    assert "Ask a question" in text
    assert "An answer is owed to you within 30 days." in text
    assert "Authorisation: submitted" in client.get(f"/en/registres/algorithmes/{algorithm.code}/").content.decode()


def test_a_wrong_private_address_is_said_in_a_sentence(client: Client) -> None:
    answer = client.get(f"/registres/algorithmes/demandes/{'a' * 43}/")
    assert answer.status_code == 404
    assert "Vérifiez qu’elle est entière" in answer.content.decode()
