"""The AI Act's rule table said a second time, as plain Python on whole answer sheets, away from the catalogue."""

from collections.abc import Mapping
from datetime import date

AMENDED, NEW_BANS, FIRST_BANS = date(2026, 7, 27), date(2026, 12, 2), date(2025, 2, 2)
BANS = (
    "art5-a-manipulation", "art5-b-vulnerability", "art5-c-social-scoring", "art5-d-crime-prediction",
    "art5-e-face-scraping", "art5-f-emotion-at-work", "art5-g-sensitive-categorisation", "art5-h-live-identification",
)  # fmt: skip
POINT_2 = "annex-iii-2-infrastructure"
OTHER_POINTS = (
    "annex-iii-1-biometrics", "annex-iii-3-education", "annex-iii-4-employment", "annex-iii-5a-benefits",
    "annex-iii-5b-credit", "annex-iii-5c-insurance", "annex-iii-5d-emergency", "annex-iii-6-law-enforcement",
    "annex-iii-7-migration", "annex-iii-8-justice",
)  # fmt: skip
CONDITIONS = ("narrow-procedural-task", "improves-completed-work", "detects-deviations", "preparatory-task")


class Twin:
    """What the table says of one sheet where every question is answered."""

    def __init__(self, facts: Mapping[str, str], on: date) -> None:
        self.facts = facts
        self.on = on
        self.amended = on >= AMENDED

    def yes(self, *codes: str) -> bool:
        return any(self.facts[code] == "yes" for code in codes)

    @property
    def banned_by_letters(self) -> bool:
        return self.yes(*BANS)

    @property
    def banned_by_amendment(self) -> bool:
        images = self.yes("art5-ba-intimate-images") and not self.yes("art5-1b-no-added-exposure")
        return self.amended and (images or self.yes("art5-bb-child-abuse-material")) and self.scoped

    @property
    def scoped(self) -> bool:
        return self.yes("art5-1a-purpose", "art5-1a-unguarded")

    @property
    def annex_i(self) -> bool:
        assessed = {"health-safety"} if self.amended else {"health-safety", "other-risks"}
        spared = self.amended and self.yes("annex-i-comfort-only")
        return self.yes("annex-i-product") and not spared and self.facts["annex-i-assessment"] in assessed

    @property
    def sector_law(self) -> bool:
        return self.facts["annex-i-section"] in ({"section-b", "machinery"} if self.amended else {"section-b"})

    @property
    def annex_iii(self) -> bool:
        return self.yes(POINT_2, *OTHER_POINTS)

    @property
    def exempt(self) -> bool:
        harmless = not self.yes("profiling", "significant-risk")
        return harmless and self.yes(*CONDITIONS) and self.yes("provider-assessment-filed")

    def cls(self) -> str:
        if not self.yes("is-ai-system") or self.yes("excluded"):
            return "not-ai"
        if self.banned_by_letters and self.on >= FIRST_BANS:
            return "prohibited"
        if self.banned_by_amendment and self.on >= NEW_BANS:
            return "prohibited"
        if self.annex_iii and not self.exempt:
            return "high-risk-annex-iii"
        if self.annex_i:
            return "high-risk-annex-i"
        return "not-high-risk-documented" if self.annex_iii else "minimal"

    def prohibited_from(self) -> date | None:
        if self.cls() == "not-ai":
            return None
        days = [FIRST_BANS] * self.banned_by_letters + [NEW_BANS] * self.banned_by_amendment
        return min(days, default=None)

    def rules(self) -> set[str]:
        """The rules that give obligations."""
        stops = {"R1"} if self.banned_by_letters else set()
        stops |= {"R2"} if self.banned_by_amendment else set()
        cls = self.cls()
        if cls == "not-ai":
            return set()
        return stops if cls == "prohibited" else stops | self._of_high_risk() | self._of_every_class()

    def _of_high_risk(self) -> set[str]:
        third = self.annex_iii and not self.exempt
        high = third or (self.annex_i and not self.sector_law)
        uses, public = self.yes("city-deploys"), self.yes("public-body")
        of_rights = third and self.yes(*OTHER_POINTS)
        who = public or self.yes("annex-iii-5b-credit", "annex-iii-5c-insurance")
        held = {
            "R3": self.annex_i and self.sector_law,
            "R6": self.annex_iii and self.exempt,
            "R7": high and uses,
            "R8": of_rights and uses and who,
            "R9": third and uses and public,
            "R10": high and self.yes("city-develops", "city-alters"),
            "R14": high and self.yes("already-in-service"),
        }
        return {rule for rule, holds in held.items() if holds}

    def _of_every_class(self) -> set[str]:
        uses = self.yes("city-deploys")
        text = self.yes("public-interest-text") and not (
            self.yes("human-review") and self.yes("editorial-responsibility")
        )
        held = {
            "R11": self.yes("talks-to-people", "generates-content"),
            "R12": uses and (text or self.yes("emotion-or-categorisation", "deepfake")),
            "R13": self.yes("city-deploys", "city-develops", "city-alters"),
        }
        return {rule for rule, holds in held.items() if holds}
