"""What allauth does to an account is written in the journal, by the person whose account it is."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from sobria.city.journal.services import record
from sobria.city.people.models import User


@receiver([account.password_set, account.password_changed])
def _password_changed(user: User, **_others: Any) -> None:
    record("person.password_changed", by=user, subject=f"person:{user.pk}", data={})


@receiver(post_save, sender=Authenticator)
def _factor_added(instance: Authenticator, *, created: bool, **_others: Any) -> None:
    if created:
        _factor("person.factor_added", instance)


@receiver(post_delete, sender=Authenticator)
def _factor_removed(instance: Authenticator, **_others: Any) -> None:
    _factor("person.factor_removed", instance)


@receiver(pre_save, sender=SocialAccount)
def _forget_profile(instance: SocialAccount, **_others: Any) -> None:
    """Of what the identity provider says of a person, only its identifier is kept."""
    instance.extra_data = {}


@transaction.atomic
def _factor(kind: str, authenticator: Authenticator) -> None:
    person = authenticator.user
    record(kind, by=person, subject=f"person:{person.pk}", data={"factor": str(authenticator.type)})
