from django.urls import path

from sobria.sober.future import assumptions_views, claims_views, simulator_views, territory_views

app_name = "future"
urlpatterns = [
    path("chiffres-cites/", claims_views.claims, name="claims"),
    path("chiffres-cites/telecharger.<str:suffix>", claims_views.download, name="claims-download"),
    path("chiffres-cites/schema.json", claims_views.schema, name="claims-schema"),
    path("territoire/empreinte/", territory_views.footprint, name="territory"),
    path("simulateur/", simulator_views.simulator, name="simulator"),
    path("simulateur/hypotheses/", assumptions_views.assumptions, name="assumptions"),
    path("simulateur/projection.<str:suffix>", simulator_views.download, name="simulator-download"),
]
