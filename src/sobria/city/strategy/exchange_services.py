"""To take a strategy file: look first, then confirm.

The look is the act itself, taken back: what it says is what confirming does.
"""

import hashlib
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.city.registers import changes
from sobria.city.strategy import selectors
from sobria.city.strategy.exchange_models import StrategyImport
from sobria.city.strategy.exchange_report import Report, begun, ended
from sobria.city.strategy.exchange_taking import take
from sobria.city.strategy.services import SCOPE
from sobria.engine.messages import Refusal
from sobria.engine.strategy.reading import Reading, read_file


def receive(*, name: str, content: bytes, by: User) -> StrategyImport:
    """Keep the file and what it would do; nothing else changes. Raises Refusal when it cannot be used at all."""
    require(by, WRITERS, scope=SCOPE)
    reading = read_file(name, content)
    with transaction.atomic():
        report = _taken(reading, by=by)
        transaction.set_rollback(True)
    return StrategyImport.objects.create(
        name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        created_at=timezone.now(),
        author=by,
        report=asdict(report),
    )


@transaction.atomic
def confirm(pk: int, *, by: User) -> StrategyImport:
    """Take the accepted lines, all together. Raises Refusal when the file was taken or given up before."""
    require(by, WRITERS, scope=SCOPE)
    _leave(pk, StrategyImport.DONE)
    found = StrategyImport.objects.get(pk=pk)
    report = _taken(read_file(found.name, bytes(found.content)), by=by)
    found.report, found.content = asdict(report), b""
    found.save(update_fields=["report", "content"])
    data = {"counts": report.counts, "sha256": found.sha256, "rejected": len(report.rejected)}
    record("strategy.imported", by=by, subject=f"strategy-import:{pk}", data=data)
    return found


@transaction.atomic
def drop(pk: int, *, by: User) -> None:
    """Give up a file that was not confirmed; its content is forgotten."""
    require(by, WRITERS, scope=SCOPE)
    _leave(pk, StrategyImport.DROPPED)
    StrategyImport.objects.filter(pk=pk).update(content=b"")
    record("strategy.import-dropped", by=by, subject=f"strategy-import:{pk}", data={})


def _leave(pk: int, state: str) -> None:
    if StrategyImport.objects.filter(pk=pk, state=StrategyImport.PREVIEWED).update(state=state) != 1:
        raise Refusal("strategy-file-stale")


def _taken(reading: Reading, *, by: User) -> Report:
    changes.lock(SCOPE)
    report = begun(reading)
    take(reading, selectors.working(), report, by=by)
    return ended(report, reading)
