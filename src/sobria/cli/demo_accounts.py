"""The accounts of Lutèce. Public on purpose: they open synthetic data, on this machine only.

Who decides in the name of a city signs in with a second factor: here too, with real codes, said on the page that asks.
"""

from dataclasses import dataclass

from django.utils import timezone

from sobria.city.people.models import User
from sobria.city.people.roles import DECIDING, Role
from sobria.city.people.services import assign_role, create_user, open_account
from sobria.city.people.sign_in.demonstration import add_public_factor
from sobria.cli.telling import tell

STEWARD_OF = "equipment"
MEMBERS = 5


@dataclass(frozen=True, slots=True)
class Account:
    """`code`: how the demonstration names it; the password follows the address."""

    code: str
    role: Role
    local: str
    name: str

    @property
    def email(self) -> str:
        return f"{self.local}@lutece.example"

    @property
    def password(self) -> str:
        return f"lutece-{self.local}-2025"


ACCOUNTS = (
    Account("officer", Role.OFFICER, "agent", "Agent de Lutèce"),
    Account("auditor", Role.AUDITOR, "audit", "Auditrice de Lutèce"),
    Account("administrator", Role.ADMINISTRATOR, "site", "Administratrice du site"),
    Account("steward", Role.AGENT, "parc", "Responsable du parc"),
    Account("owner", Role.AGENT, "projet", "Cheffe de projet"),
    Account("secretary", Role.SECRETARY, "secretariat", "Secrétaire du comité"),
    *(
        Account(f"member-{number}", Role.MEMBER, f"membre{number}", f"Membre {number} du comité")
        for number in range(1, MEMBERS + 1)
    ),
    Account("executive", Role.EXECUTIVE, "executif", "Adjointe au numérique"),
    Account("dpo", Role.DPO, "donnees", "Délégué à la protection des données"),
)

# By the code of the partner each works for: opened once partners are known.
OF_PARTNERS = {
    "ateliers-du-bief": Account("refurbisher", Role.REFURBISHER, "atelier", "Atelier du Bief"),
    "mission-locale": Account("prescriber", Role.PRESCRIBER, "mission", "Conseillère de la mission locale"),
}


def make_accounts() -> dict[str, User]:
    """By code. The steward keeps the register of equipment, and nothing else."""
    people = {}
    for account in ACCOUNTS:
        person = create_user(email=account.email, password=account.password, role=account.role, name=account.name)
        if account.role in DECIDING:
            add_public_factor(person)
        people[account.code] = person
    today = timezone.localdate()
    assign_role(people["steward"], Role.STEWARD, by=people["administrator"], since=today, scope=STEWARD_OF)
    return people


def open_partner_accounts(*, by: User) -> dict[str, User]:
    """By code. Each sees and does what concerns its partner, and nothing else."""
    today = timezone.localdate()
    return {
        account.code: open_account(
            email=account.email,
            name=account.name,
            password=account.password,
            by=by,
            role=account.role,
            since=today,
            scope=partner,
        )
        for partner, account in OF_PARTNERS.items()
    }


def tell_accounts() -> None:
    """One line each; members are alike."""
    tell("demo-synthetic")
    for account in ACCOUNTS:
        if account.code == "member-1":
            tell("demo-account-member", count=MEMBERS, email=account.email, password=account.password)
        elif account.role != Role.MEMBER:
            tell(f"demo-account-{account.code}", email=account.email, password=account.password)
    for account in OF_PARTNERS.values():
        tell(f"demo-account-{account.code}", email=account.email, password=account.password)
    tell("demo-factor")
