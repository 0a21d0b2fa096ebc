"""Acts on records: write, correct, open a new dossier. What carries a decision is in `governance/`."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.city.people.models import User
from sobria.city.registers import changes
from sobria.democratic.algorithms.governance.moving import follow, locked, tell
from sobria.democratic.algorithms.governance.standing import OWNERS, refuse_judge, require_owner
from sobria.democratic.algorithms.models import REGISTER, Algorithm, Dossier, Entrusting, Stage, Version
from sobria.democratic.algorithms.models.charter import Charter
from sobria.engine.ai_act import assess
from sobria.engine.algorithms import content as contents
from sobria.engine.algorithms.content import Content
from sobria.engine.algorithms.fields import fields
from sobria.engine.algorithms.footprint import estimate
from sobria.engine.algorithms.states import IN_FORCE, UNDER_WAY
from sobria.engine.messages import Refusal

JUDGED = frozenset({"submitted", "in_review", "opinion_given"})
"""While a dossier is judged, nothing of it changes, not even a spelling."""
COLUMNS = ("name", "summary", "department", "domain", "technique", "grounds_decision")


@transaction.atomic
def create_algorithm(
    *, values: Mapping[str, Any], by: User | None, source: str = "", source_id: str = "", owned: bool = True
) -> Algorithm:
    """A record with its first dossier, in draft. `values`: part of a content, its name at least.

    `owned`: `by` carries the project. `by` is None from the command line of the server. Raises Refusal.
    """
    if by is not None and not by.holds(OWNERS, scope=REGISTER):
        raise PermissionDenied(_("Votre compte permet de lire, pas de modifier. Demandez à un responsable."))
    content = contents.complete(values)
    if not content["name"]:
        raise Refusal("algorithm-name-missing")
    changes.lock(REGISTER)
    now = timezone.now()
    algorithm = Algorithm.objects.create(
        code=next_code(),
        owner=by if owned else None,
        source=source,
        source_id=source_id,
        created_at=now,
        updated_at=now,
        **columns_of(content),
    )
    version = write_version(algorithm, content, dossier=1, stage=Stage.DRAFT, by=by)
    Dossier.objects.create(algorithm=algorithm, number=1, version=version, ai_class=version.ai_class, created_at=now)
    Algorithm.objects.filter(pk=algorithm.pk).update(ai_class=version.ai_class)
    Entrusting.objects.create(algorithm=algorithm, owner=algorithm.owner, at=now)
    tell("created", algorithm, by=by, data={"dossier": 1, "digest": version.digest, "source": source})
    follow(algorithm)
    return algorithm


@transaction.atomic
def save_draft(dossier: Dossier, *, values: Mapping[str, Any], seen: int, by: User) -> Version:
    """Write a draft; the version read (`seen`) must still be the last. Nothing changed: nothing written."""
    require_owner(by, dossier.algorithm)
    dossier = locked(dossier)
    if dossier.state != "draft":
        raise Refusal("algorithm-frozen")
    refuse_judge(by, dossier)
    before = dossier.version
    if before.number != seen:
        raise Refusal("algorithm-changed", number=before.number)
    content = before.content | contents.clean(values)
    if not content["name"]:
        raise Refusal("algorithm-name-missing")
    changed = [code for code in content if content[code] != before.content.get(code)]
    if not changed:
        return before
    algorithm = dossier.algorithm
    version = write_version(algorithm, content, dossier=dossier.number, stage=Stage.DRAFT, by=by, changed=changed)
    Dossier.objects.filter(pk=dossier.pk).update(version=version, ai_class=version.ai_class)
    if not algorithm.is_public:
        Algorithm.objects.filter(pk=algorithm.pk).update(ai_class=version.ai_class, **columns_of(content))
    data = {"dossier": dossier.number, "version": version.number, "digest": version.digest, "fields": changed}
    tell("drafted", algorithm, by=by, data=data)
    changes.changed(REGISTER)
    return version


@transaction.atomic
def correct(algorithm: Algorithm, *, values: Mapping[str, Any], note: str, seen: int, by: User) -> Version:
    """An editorial change of what is published: recorded and shown, without a new decision.

    Raises Refusal when it would change what the decision is about: that takes a new dossier.
    """
    require_owner(by, algorithm)
    changes.lock(REGISTER)
    dossier = published_dossier(algorithm)
    if dossier is None:
        raise Refusal("algorithm-not-published")
    if dossier.state in JUDGED:
        raise Refusal("algorithm-frozen")
    refuse_judge(by, dossier)
    before = dossier.version
    if before.number != seen:
        raise Refusal("algorithm-changed", number=before.number)
    content = before.content | contents.clean(values)
    material = contents.material_changes(before.content, content)
    if material:
        raise Refusal("algorithm-material", fields=said(material))
    if not note.strip():
        raise Refusal("algorithm-note-missing")
    lacking = tuple(code for code in contents.missing(content) if code not in contents.missing(before.content))
    if lacking or any(not content["principles"].get(code) for code in before.content["principles"]):
        raise Refusal("algorithm-incomplete", fields=said(lacking or ("principles",)))
    changed = [code for code in content if content[code] != before.content.get(code)]
    if not changed:
        return before
    version = write_version(
        *(algorithm, content), dossier=dossier.number, stage=Stage.EDITORIAL, by=by, changed=changed, note=note
    )
    Dossier.objects.filter(pk=dossier.pk).update(version=version)
    publish(algorithm, version)
    data = {"dossier": dossier.number, "version": version.number, "digest": version.digest, "fields": changed}
    tell("corrected", algorithm, by=by, data={**data, "note": note.strip()[:500]})
    changes.changed(REGISTER)
    return version


@transaction.atomic
def open_dossier(algorithm: Algorithm, *, by: User) -> Dossier:
    """A new draft from what everyone reads; the decision in force stays that of the content it was taken on."""
    require_owner(by, algorithm)
    changes.lock(REGISTER)
    last = algorithm.dossiers.select_related("version").order_by("-number").first()
    if last is None or algorithm.dossiers.filter(state__in=UNDER_WAY).exists():
        raise Refusal("algorithm-under-way")
    number, read = last.number + 1, published_dossier(algorithm) or last
    version = write_version(algorithm, read.version.content, dossier=number, stage=Stage.DRAFT, by=by)
    dossier = Dossier.objects.create(
        algorithm=algorithm, number=number, version=version, ai_class=version.ai_class, created_at=timezone.now()
    )
    tell("opened", algorithm, by=by, data={"dossier": number, "digest": version.digest})
    follow(algorithm)
    return dossier


@transaction.atomic
def name_overseer(algorithm: Algorithm, *, overseer: User | None, owner: User | None, by: User) -> None:
    """Who oversees it in use and may suspend it alone, and who carries the project: not who judged it."""
    require_owner(by, algorithm)
    changes.lock(REGISTER)
    for dossier in algorithm.dossiers.filter(state__in=UNDER_WAY | IN_FORCE):
        refuse_judge(owner, dossier)
    now = timezone.now()
    Entrusting.objects.create(algorithm=algorithm, owner=owner, overseer=overseer, at=now)
    Algorithm.objects.filter(pk=algorithm.pk).update(overseer=overseer, owner=owner, updated_at=now)
    people = {"overseer": f"person:{overseer.pk}" if overseer else "", "owner": f"person:{owner.pk}" if owner else ""}
    tell("entrusted", algorithm, by=by, data=people)
    changes.changed(REGISTER)


def next_code() -> str:
    """The next permanent code; codes are never given again. One query, under the register's lock."""
    last = Algorithm.objects.aggregate(last=Max("code"))["last"]
    return f"ALG-{int(last[4:]) + 1 if last else 1:05d}"


def columns_of(content: Content) -> dict[str, str]:
    return {name: content[name] for name in COLUMNS}


def write_version(
    algorithm: Algorithm,
    content: Content,
    *,
    dossier: int,
    stage: Stage,
    by: User | None,
    changed: list[str] | None = None,
    note: str = "",
) -> Version:
    """The next version, with its class of the day and its footprint. Three queries."""
    today = timezone.localdate()
    last = algorithm.versions.aggregate(last=Max("number"))["last"] or 0
    charter = Charter.objects.aggregate(last=Max("number"))["last"]
    return Version.objects.create(
        algorithm=algorithm,
        number=last + 1,
        dossier_number=dossier,
        stage=stage,
        content=content,
        footprint=estimate(content, default_country=settings.SOBRIA_COUNTRY, on=today),
        fingerprint=contents.fingerprint(content),
        digest=contents.digest(content),
        ai_class=assess(content["ai_act"], on=today).cls,
        charter=charter,
        changed=changed or [],
        note=note.strip()[:500],
        created_at=timezone.now(),
        created_by=by,
    )


def publish(algorithm: Algorithm, version: Version) -> None:
    """Make a version the one everyone reads. It never stops being public."""
    shown = contents.public(version.content)
    now = timezone.now()
    columns = columns_of(shown)
    Algorithm.objects.filter(pk=algorithm.pk).update(
        is_public=True, shown=shown, ai_class=version.ai_class, updated_at=now, **columns
    )
    algorithm.refresh_from_db()


def published_dossier(algorithm: Algorithm) -> Dossier | None:
    """The dossier whose content everyone reads: the one in force, else the last that left its draft. One query."""
    known = list(algorithm.dossiers.select_related("version").exclude(fingerprint="").order_by("-number"))
    read = [one for one in known if one.version.stage != Stage.DRAFT]
    return next((one for one in read if one.state in IN_FORCE), read[0] if read else None)


def is_read(dossier: Dossier) -> bool:
    """Whether everyone reads this dossier's content: another one in force hides it. One query."""
    return not dossier.algorithm.dossiers.filter(state__in=IN_FORCE).exclude(pk=dossier.pk).exists()


def said(codes: tuple[str, ...]) -> str:
    return ", ".join(fields()[code].name() for code in codes)
