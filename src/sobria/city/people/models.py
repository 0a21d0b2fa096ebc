"""The people who work in Sobria. Purpose: to sign in and to answer for a change. Nothing else is kept about them."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OFFICER = "officer", _("Agent")
    STEWARD = "steward", _("Responsable")
    AUDITOR = "auditor", _("Auditeur, lecture seule")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """An agent of the city, known by e-mail address (kept in lower case)."""

    email = models.EmailField(_("adresse électronique"), unique=True)
    name = models.CharField(_("nom affiché"), max_length=150, blank=True)
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices, default=Role.OFFICER)
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

    @property
    def may_write(self) -> bool:
        """Auditors read everything and change nothing."""
        return self.is_active and self.role in {Role.OFFICER, Role.STEWARD}


class TokenBucket(models.Model):
    """What remains of a right to try. `key` is a digest: no address is kept in clear. Purged when full again."""

    key = models.CharField(max_length=64, primary_key=True)
    tokens = models.FloatField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
