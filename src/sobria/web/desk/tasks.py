"""What staff can do, room by room; an act appears once its room declares the address, to those its page lets in."""

from dataclasses import dataclass

from django.urls import resolve
from django.utils.translation import gettext_lazy as _

from sobria.city.people.access import access_of
from sobria.city.people.gate import lets_in, scope_of
from sobria.city.people.models import User
from sobria.ui.context import address


@dataclass(frozen=True, slots=True)
class Act:
    """Something staff can do next, in the words of the job."""

    label: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Room:
    pillar: str
    title: str
    acts: list[Act]


_ROOMS = (
    (
        "",
        _("Pour vous"),
        (
            (
                "algorithms-desk:todo",
                _("Voir ce qui vous attend"),
                _("Votes, décisions, réponses, preuves : ce qui dépend de vous, et pour quand."),
            ),
            (
                "equipment-desk:erasure-witness",
                _("Témoigner d’un retrait"),
                _("Un support de stockage que vous avez vu retirer : à confirmer."),
            ),
        ),
    ),
    (
        "democratic",
        _("Algorithmes et IA"),
        (
            ("algorithms-desk:home", _("Tenir le registre"), _("Fiches, dossiers, état de chaque autorisation.")),
            ("algorithms-desk:create", _("Commencer un projet"), _("Sa fiche, puis son dépôt devant le comité.")),
            ("algorithms-desk:sessions", _("Suivre le comité"), _("Séances, membres, règles, charte éthique.")),
            ("algorithms-desk:questions", _("Répondre aux demandes"), _("Questions et erreurs signalées, avec délai.")),
            (
                "algorithms-desk:import",
                _("Importer des fiches"),
                _("D’un autre registre : néerlandais, Eurocities, britannique. Elles deviennent des brouillons."),
            ),
            (
                "algorithms-desk:sightings",
                _("Déclarer ce qui tourne"),
                _("Une liste de logiciels vus en marche, autorisés ou non."),
            ),
        ),
    ),
    (
        "sober",
        _("Équipements et empreinte"),
        (
            (
                "equipment-desk:import",
                _("Importer un inventaire"),
                _("Le fichier que vous avez déjà : CSV, tableur, export GLPI ou Snipe-IT."),
            ),
            (
                "equipment-desk:home",
                _("Tenir le registre des équipements"),
                _("Chercher, corriger, annuler un import."),
            ),
            (
                "partners-desk:home",
                _("Suivre les partenaires"),
                _("Conventions, pièces, ce que chacun peut faire aujourd’hui."),
            ),
            (
                "economy-desk:home",
                _("Soutenir l’économie sociale et solidaire"),
                _("Appels à projets, subventions, factures de réparation."),
            ),
            ("footprint:home", _("Voir l’empreinte"), _("Totaux, incertitude, comparaison des sources, preuves.")),
        ),
    ),
    (
        "sober",
        _("Vie des équipements"),
        (
            (
                "equipment-desk:handling-choose",
                _("Agir sur plusieurs équipements"),
                _("Réformer, redéployer, céder, imprimer des étiquettes, après un aperçu."),
            ),
            ("equipment-desk:handling-find", _("Chercher par étiquette"), _("Sur un téléphone, devant l’équipement.")),
            (
                "equipment-desk:faults",
                _("Suivre les réparations"),
                _("Pannes, devis, coûts, délais, empreinte évitée."),
            ),
            ("equipment-desk:erasure", _("Prouver l’effacement"), _("Certificats, supports, retraits devant témoin.")),
            ("equipment-desk:renewal", _("Préparer le renouvellement"), _("Garder, réparer, redéployer, remplacer.")),
            ("equipment-desk:orders", _("Tenir les achats"), _("Commandes, indices, déclaration de la loi AGEC.")),
            ("equipment-desk:slips", _("Suivre les déchets"), _("Bordereaux, masses, certificats de traitement.")),
        ),
    ),
    (
        "inclusive",
        _("Équipements solidaires"),
        (
            ("refurbishing:home", _("Reconditionner"), _("Les lots et les équipements confiés à votre structure.")),
            ("devices-desk:home", _("Suivre les lots"), _("Proposer, collecter, lire les actes et le bilan.")),
            (
                "devices-desk:choose",
                _("Proposer un lot"),
                _("Des équipements réformés, effacés, pour un partenaire."),
            ),
            ("prescribing:home", _("Prescrire un équipement"), _("Émettre un code sans nom, suivre sa place.")),
            ("delivering:home", _("Remettre un équipement"), _("Le code du bon, puis le reçu à signer.")),
            ("delivering:follow-ups", _("Suivre les équipements remis"), _("Un an après : fonctionnent-ils encore ?")),
            ("devices-codes-desk:appeals", _("Répondre aux recours"), _("Des prescripteurs, avec délai.")),
            ("devices-codes-desk:rules", _("Lire les règles d’attribution"), _("L’ordre, les durées, ce qui attend.")),
            ("devices-codes-desk:fairness", _("Lire l’équité des attributions"), _("Qui demande, qui reçoit.")),
        ),
    ),
    (
        "",
        _("Stratégie"),
        (
            ("strategy-desk:home", _("Écrire la stratégie"), _("Axes, actions, moyens, étapes ; versions gardées.")),
            ("strategy-desk:programme", _("Écrire le programme de travail"), _("Quatre parties, puis la publication.")),
            ("strategy:reen", _("Contrôler la stratégie"), _("Ce qui manque à chaque objectif, selon la loi REEN.")),
            ("reports-desk:home", _("Figer le bilan de l’année"), _("Ce qui manque, l’édition figée, ses révisions.")),
        ),
    ),
    (
        "",
        _("Indicateurs et obligations"),
        (
            ("indicators-desk:home", _("Tenir les indicateurs"), _("Valeurs saisies, faits de la ville, preuves.")),
            ("duties-desk:home", _("Répondre aux obligations"), _("Ce que la loi demande, et ce qui le prouve.")),
            ("duties:calendar", _("Voir le calendrier légal"), _("Les prochaines échéances, aussi en ICS.")),
        ),
    ),
    (
        "",
        _("Personnes et journal"),
        (
            (
                "people-desk:home",
                _("Tenir les comptes et les rôles"),
                _("Qui lit, écrit, décide, jusqu’à quand."),
            ),
            ("journal:home", _("Lire le journal"), _("Ce qui a été fait, dans l’ordre, vérifiable hors ligne.")),
        ),
    ),
)


def rooms(user: User) -> list[Room]:
    """The rooms with the acts whose pages this person may open; a room that has none is left out.

    No query but those of the person's roles of today.
    """
    found = []
    for pillar, title, acts in _ROOMS:
        known = [
            Act(str(label), url, str(note))
            for name, label, note in acts
            if (url := address(name)) and _opens(url, user)
        ]
        if known:
            found.append(Room(pillar, str(title), known))
    return found


def _opens(url: str, user: User) -> bool:
    found = resolve(url)
    access = access_of(found.func)
    return access is not None and lets_in(access, user, scope=scope_of(found.kwargs) or access.scope)
