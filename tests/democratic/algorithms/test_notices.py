"""Letters of the path, received by a real mail server; an act never waits for them."""

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.test import Client
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings
from tests.worlds import algorithms as world

from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.democratic.algorithms.governance import committee, deciding, watching
from sobria.democratic.algorithms.notices import terms
from sobria.democratic.algorithms.notices.letters import TASK

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1", "::1"])]


class Letterbox(Message):
    def __init__(self) -> None:
        super().__init__()
        self.letters: list[EmailMessage] = []

    def handle_message(self, message: object) -> None:
        self.letters.append(message_from_bytes(bytes(message), policy=policy.default))  # type: ignore[call-overload]


def _send_to(settings: Settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.SOBRIA_SITE_URL = "https://numerique.lutece.example/"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def letters(settings: Settings) -> Iterator[list[EmailMessage]]:
    """What a mail server of this machine received."""
    port, box = _free_port(), Letterbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    _send_to(settings, port)
    yield box.letters
    server.stop()


def waiting() -> list[DBTaskResult[Any, Any]]:
    return list(DBTaskResult.objects.ready().filter(task_path=TASK).order_by("enqueued_at"))


def work() -> None:
    """Run the letters that wait, here."""
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )
    for job in waiting():
        job.claim("test")
        worker.run_task(job)
        assert job.status == "SUCCESSFUL", job.traceback


def told(letters: list[EmailMessage]) -> dict[str, str]:
    """Title by reader, and nothing left."""
    found = {str(one["To"]): str(one["Subject"]).strip() for one in letters}
    letters.clear()
    return found


def test_each_step_is_told_to_whom_it_awaits(who: world.City, letters: list[EmailMessage]) -> None:
    dossier = world.submitted(who)
    work()
    body = letters[0].get_content()
    assert f"https://numerique.lutece.example/bureau/algorithmes/{dossier.algorithm.code}/dossiers/1/" in body
    assert "Tri des demandes de voirie" in body
    assert told(letters) == {who.secretary.email: "Un dossier est déposé : Tri des demandes de voirie"}
    committee.admit(dossier, rapporteur=who.members[0], by=who.secretary)
    work()
    assert set(told(letters)) == {who.owner.email}
    world.opinion(who, dossier)
    work()
    found = [(str(one["To"]), str(one["Subject"]).strip()) for one in letters]
    letters.clear()
    members = {one.email for one in who.members}
    assert {to for to, title in found if title.startswith("Une séance")} == members
    assert {to for to, title in found if title.startswith("Un vote")} == members
    assert {to for to, title in found if title.startswith("Un avis")} == {who.mayor.email, who.owner.email}
    world.decided(who, dossier)
    work()
    assert set(told(letters)) == {who.owner.email}


def test_a_letter_names_nobody_else_and_tells_no_other_address(who: world.City, letters: list[EmailMessage]) -> None:
    world.approved(who)
    work()
    addresses = {one.email for one in (who.owner, who.secretary, who.mayor, *who.members)}
    names = {one.name for one in (who.owner, who.secretary, who.mayor, *who.members)}
    for one in letters:
        body = one.get_content()
        assert not [address for address in addresses if address in body]
        assert not [name for name in names if re.search(rf"\b{name}\b", body)]
        assert "," not in str(one["To"])
        assert one.get_content_type() == "text/plain"


def test_whoever_is_recused_is_not_asked_to_vote(who: world.City, letters: list[EmailMessage]) -> None:
    dossier = world.in_review(who)
    committee.recuse(dossier, reason="Ancien employeur", by=who.members[3])
    world.proposed(who, dossier)
    work()
    asked = {str(one["To"]) for one in letters if str(one["Subject"]).strip().startswith("Un vote")}
    assert asked == {one.email for one in who.members[:3]}


def test_whoever_asked_receives_the_answer(who: world.City, letters: list[EmailMessage]) -> None:
    algorithm = world.in_service(who).algorithm
    work()
    letters.clear()
    question = watching.ask(algorithm, kind="question", text="Qui décide ?", email="habitante@exemple.fr")
    watching.answer(question, text="Un agent.", shown=True, by=who.officer)
    work()
    assert [str(one["To"]) for one in letters] == ["habitante@exemple.fr"]
    assert "Un agent." in letters[0].get_content()
    assert question.token in letters[0].get_content()


def test_whoever_reports_an_unknown_system_receives_the_answer(who: world.City, letters: list[EmailMessage]) -> None:
    question = watching.ask(None, kind="sighting", text="Une caméra compte.", email="habitant@exemple.fr")
    watching.answer(question, text="Sa fiche est ouverte.", shown=True, by=who.officer)
    work()
    assert [str(one["To"]) for one in letters] == ["habitant@exemple.fr"]
    assert "inconnu du registre" in str(letters[0]["Subject"])
    assert "Sa fiche est ouverte." in letters[0].get_content()
    events = Event.objects.filter(subject="register:algorithms").order_by("sequence")
    assert [one.kind for one in events] == ["algorithm.asked", "algorithm.answered"]
    assert "caméra" not in str([one.content for one in events])


def test_a_suspension_is_told_with_its_reason(who: world.City, letters: list[EmailMessage]) -> None:
    dossier = world.in_service(who)
    work()
    letters.clear()
    deciding.suspend(dossier, reason="Erreurs à 100 % des refus", for_risk=False, by=who.mayor)
    work()
    (one,) = letters
    assert str(one["To"]) == who.owner.email
    assert "L’usage est suspendu" in str(one["Subject"])
    assert "Motif : Erreurs à 100 % des refus" in one.get_content()


def test_a_near_term_is_told_once(who: world.City, letters: list[EmailMessage]) -> None:
    dossier = world.in_service(who)
    work()
    letters.clear()
    assert terms.remind() == 0
    assert dossier.expires_on is not None
    near = timezone.now() + (dossier.expires_on - timezone.localdate()) - timedelta(days=29)
    with time_machine.travel(near, tick=False):
        assert terms.remind() == 1
        assert terms.remind() == 0
        work()
    assert told(letters) == {who.owner.email: "Le terme approche : Tri des demandes de voirie"}


def test_a_mail_server_that_does_not_answer_holds_no_act_back(
    who: world.City, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    _send_to(settings, _free_port())
    dossier = world.submitted(who)
    assert dossier.state == "submitted"
    work()
    assert "could not be sent" in caplog.text
    assert who.secretary.email not in caplog.text
    again = DBTaskResult.objects.get(task_path=TASK, status="READY")
    assert again.args_kwargs["kwargs"]["only"] == [f"person:{who.secretary.pk}"]
    assert again.run_after > timezone.now()
    assert who.secretary.email not in str(again.args_kwargs)


def test_without_a_mail_server_nothing_is_queued_and_the_page_says_so(who: world.City, settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    dossier = world.submitted(who)
    question = watching.ask(dossier.algorithm, kind="question", text="Qui décide ?")
    assert waiting() == []
    assert "Ce site n’envoie pas de courriel" in answer_page(who, question.pk)
    plan = browser(who.secretary).get("/bureau/algorithmes/comite/prevoir/").content.decode()
    assert "prévenez les membres vous-même" in plan
    assert "vous lirez la réponse" in Client().get("/registres/algorithmes/en-marche/signaler/").content.decode()
    settings.SOBRIA_DEMO = True
    assert "la reçoit par courriel" in answer_page(who, question.pk)


def answer_page(who: world.City, pk: int) -> str:
    return browser(who.officer).get(f"/bureau/algorithmes/demandes/{pk}/").content.decode()


def browser(person: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def test_the_demonstration_shows_its_letters_in_its_terminal(
    who: world.City, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_HOST, settings.SOBRIA_DEMO = "", True
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    world.submitted(who)
    assert len(waiting()) == 1
    work()
    shown = capsys.readouterr().out
    assert f"To: {who.secretary.email}" in shown
    assert "attend que vous l’admettiez" in shown
