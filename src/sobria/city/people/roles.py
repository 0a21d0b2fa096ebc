"""The roles a person may hold in a city, and the groups that pages and acts name."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    RESIDENT = "resident", _("Habitant")
    AGENT = "agent", _("Agent")
    STEWARD = "steward", _("Responsable de registre")
    OFFICER = "officer", _("Responsable du numérique responsable")
    MEMBER = "member", _("Membre du comité")
    SECRETARY = "secretary", _("Secrétaire du comité")
    EXECUTIVE = "executive", _("Exécutif municipal")
    DELEGATE = "delegate", _("Délégataire de l’exécutif")
    DPO = "dpo", _("Délégué à la protection des données")
    PRESCRIBER = "prescriber", _("Prescripteur")
    REFURBISHER = "refurbisher", _("Reconditionneur")
    AUDITOR = "auditor", _("Auditeur, lecture seule")
    ADMINISTRATOR = "administrator", _("Administrateur du site")


EVERYONE = frozenset(Role)
# Who works for the city: reads every staff page. Partners and residents see only what is theirs.
STAFF = EVERYONE - {Role.RESIDENT, Role.PRESCRIBER, Role.REFURBISHER}
# Who may say that they saw something done: an auditor writes nothing, an administrator only runs the site.
WITNESSES = STAFF - {Role.AUDITOR, Role.ADMINISTRATOR}
WRITERS = frozenset({Role.STEWARD, Role.OFFICER})
# Who decides in the name of the city: a second factor is asked of them.
DECIDING = frozenset({Role.MEMBER, Role.SECRETARY, Role.EXECUTIVE, Role.DELEGATE})
# A role that means nothing without what it is about: the register of a steward, the partner of a prescriber.
SCOPED = frozenset({Role.STEWARD, Role.PRESCRIBER, Role.REFURBISHER})
PARTNERS = SCOPED - {Role.STEWARD}
