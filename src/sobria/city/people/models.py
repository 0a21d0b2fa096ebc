"""The people who work in Sobria. Purpose: to sign in and to answer for a change. Nothing else is kept about them."""

from datetime import date
from typing import ClassVar

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sobria.city.people.roles import DECIDING, Role


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """An agent of the city, known by e-mail address (kept in lower case)."""

    email = models.EmailField(_("adresse électronique"), unique=True)
    name = models.CharField(_("nom affiché"), max_length=150, blank=True)
    is_active = models.BooleanField(_("compte actif"), default=True)
    joined_at = models.DateTimeField(_("créé le"), auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")

    def __str__(self) -> str:
        return self.name or self.email

    def holds(self, roles: frozenset[Role], *, scope: str = "") -> bool:
        """Whether one of these roles is held today, for this scope or for all.

        A role that decides for the city counts only with a second factor. One query, two for such a role, once per
        object.
        """
        return self.is_active and any(
            role in roles and held in {"", scope} and (role not in DECIDING or self.has_second_factor)
            for role, held in self.roles_today
        )

    @cached_property
    def roles_today(self) -> frozenset[tuple[str, str]]:
        """(role, scope) of the assignments in force today."""
        if not self.is_active:
            return frozenset()
        return frozenset(self.assignments.in_force(timezone.localdate()).values_list("role", "scope"))

    @cached_property
    def has_second_factor(self) -> bool:
        """Codes for the day the telephone is lost are no second factor by themselves."""
        proofs = Authenticator.objects.filter(user_id=self.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return bool(proofs.exists())

    @property
    def lacks_second_factor(self) -> bool:
        """Whether a role held today waits for a second factor."""
        return any(role in DECIDING for role, _scope in self.roles_today) and not self.has_second_factor


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def in_force(self, on: date) -> "AssignmentQuerySet":
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)

    def overlapping(self, wanted: "Assignment") -> "AssignmentQuerySet":
        """Those of the same person held on a day of the one wanted; one cancelled before its first day has no day."""
        found = self.filter(Q(until__isnull=True) | Q(until__gte=wanted.since), user_id=wanted.user_id)
        if wanted.until is not None:
            found = found.filter(since__lte=wanted.until)
        return found.exclude(until__lt=F("since")).exclude(pk=wanted.pk)


class Assignment(models.Model):
    """A role held between two dates, both included. `scope`: a register or a partner; empty: all of them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments", verbose_name=_("personne"))
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices)
    scope = models.CharField(_("périmètre"), max_length=80, blank=True)
    since = models.DateField(_("depuis le"))
    until = models.DateField(_("jusqu’au"), null=True, blank=True)
    reference = models.CharField(_("acte de délégation"), max_length=200, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("rôle d’une personne")
        verbose_name_plural = _("rôles des personnes")

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    @property
    def period(self) -> str:
        """Its dates, in words."""
        told = {"since": date_format(self.since), "until": date_format(self.until) if self.until else ""}
        if self.until is None:
            return gettext("depuis le %(since)s, sans date de fin") % told
        if self.until < self.since:
            return gettext("prévu le %(since)s, annulé ce jour-là ou avant") % told
        return gettext("du %(since)s au %(until)s") % told


class TokenBucket(models.Model):
    """What remains of a right to try. `key` is a digest: no address is kept in clear. Purged when full again."""

    key = models.CharField(max_length=64, primary_key=True)
    tokens = models.FloatField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
