"""Addresses: French words at the root, the same under /en/ in English. Each room owns its own `urls.py`."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("bureau/connexion/identite/", include("sobria.city.people.sign_in.identity_urls")),
]
urlpatterns += i18n_patterns(
    path("", include("sobria.web.portal.urls")),
    path("", include("sobria.sober.footprint.urls")),
    path("registres/", include("sobria.city.registers.urls")),
    path("registres/equipements/", include("sobria.sober.equipment.urls")),
    path("registres/algorithmes/", include("sobria.democratic.algorithms.urls")),
    path("journal/", include("sobria.city.journal.urls")),
    path("indicateurs/", include("sobria.city.indicators.urls")),
    path("obligations/", include("sobria.city.duties.urls")),
    path("strategie/", include("sobria.city.strategy.urls")),
    path("", include("sobria.sober.future.urls")),
    path("economie-solidaire/", include("sobria.sober.economy.urls")),
    path("economie-solidaire/annuaire/", include("sobria.city.partners.urls")),
    path("bilans/", include("sobria.city.reports.urls")),
    path("bureau/bilans/", include("sobria.city.reports.desk_urls")),
    path("bureau/partenaires/", include("sobria.city.partners.desk_urls")),
    path("bureau/economie-solidaire/", include("sobria.sober.economy.desk_urls")),
    path("bureau/journal/", include("sobria.city.journal.desk_urls")),
    path("bureau/indicateurs/", include("sobria.city.indicators.desk_urls")),
    path("bureau/obligations/", include("sobria.city.duties.desk_urls")),
    path("bureau/strategie/", include("sobria.city.strategy.desk_urls")),
    path("bureau/personnes/", include("sobria.city.people.desk_urls")),
    path("bureau/", include("sobria.web.desk.urls")),
    path("bureau/", include("sobria.city.people.sign_in.urls")),
    path("bureau/algorithmes/", include("sobria.democratic.algorithms.desk_urls")),
    path("bureau/equipements/", include("sobria.sober.equipment.desk_urls")),
    path("equipements-solidaires/", include("sobria.inclusive.devices.chain.urls")),
    path("reconditionner/", include("sobria.inclusive.devices.refurbishing.urls")),
    path("bureau/equipements-solidaires/", include("sobria.inclusive.devices.chain.desk_urls")),
    path("equipements-solidaires/", include("sobria.inclusive.devices.fairness.urls")),
    path("prescrire/", include("sobria.inclusive.devices.prescribing.urls")),
    path("remise/", include("sobria.inclusive.devices.prescribing.delivery_urls")),
    path("bureau/equipements-solidaires/", include("sobria.inclusive.devices.prescribing.officer_urls")),
    prefix_default_language=False,
)

handler400 = "sobria.web.portal.errors.bad_request"
handler403 = "sobria.web.portal.errors.permission_denied"
handler404 = "sobria.web.portal.errors.page_not_found"
handler500 = "sobria.web.portal.errors.server_error"
