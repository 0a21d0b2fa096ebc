"""Forms whose act may refuse, and what a form says of the moment its page was read."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.forms import Form
from django.http import HttpRequest

from sobria.city.registers.imports.sentences import language
from sobria.engine.messages import Refusal


def moment(text: str) -> datetime:
    """A moment before any entry when the form does not say one."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)


def done(request: HttpRequest, form: Form, act: Callable[[], object]) -> bool:
    """Whether the act was asked for and took place; its refusal goes to the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(language()))
        return False
    return True
