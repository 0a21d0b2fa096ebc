"""Before the first figure: nothing to compute yet, a computation under way, or one that failed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sobria.city.jobs import progress
from sobria.sober.equipment import selectors as equipment
from sobria.sober.footprint import selectors
from sobria.ui.context import address
from sobria.ui.numbers import decimal

STAGES = {
    "snapshot": gettext_lazy("Copie du registre"),
    "compute": gettext_lazy("Calcul des empreintes"),
    "record": gettext_lazy("Enregistrement des chiffres et de leurs preuves"),
}


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """`share`: 0–1, None while nothing is known. `action`: the next thing to do, with its address.

    `may_be_asked`: there is something to compute.
    """

    title: str
    is_under_way: bool
    stage: str
    share: float | None
    failure: str
    may_be_asked: bool
    advice: str
    action: str
    url: str


def waiting_page(failure: str) -> WaitingPage:
    """`failure`: why the last attempt failed, or nothing. Two queries, three while one runs."""
    job = selectors.job_under_way()
    if job:
        return _under_way(job)
    devices = equipment.device_count()
    if failure:
        title = _("Le calcul de l’empreinte a échoué")
    elif devices:
        title = _("L’inventaire attend son premier calcul")
    else:
        title = _("Pas encore d’empreinte : il manque l’inventaire")
    return WaitingPage(
        title=title,
        is_under_way=False,
        stage="",
        share=None,
        failure=failure,
        may_be_asked=devices > 0,
        advice=_advice(devices),
        action=_("Importer un inventaire"),
        url=address("equipment-desk:import") or "",
    )


def _advice(devices: int) -> str:
    if devices:
        return _(
            "Le registre contient %(count)s lignes. Le calcul part tout seul après un import ; "
            "si rien ne bouge, vérifiez que « sobria worker » tourne."
        ) % {"count": decimal(devices)}
    return _(
        "Déposez le fichier que vous avez déjà (CSV, tableur, export GLPI ou Snipe-IT) : "
        "l’empreinte s’affiche ici quelques secondes après l’import."
    )


def _under_way(job: str) -> WaitingPage:
    word = progress.read(job)
    stage = str(STAGES.get(word.stage, "")) if word else ""
    return WaitingPage(
        title=_("Calcul de l’empreinte en cours"),
        is_under_way=True,
        stage=stage or _("En attente"),
        share=word.share if word else None,
        failure="",
        may_be_asked=False,
        advice=_("Cette page se recharge toute seule."),
        action="",
        url="",
    )
