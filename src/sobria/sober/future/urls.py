from django.urls import path

from sobria.sober.future import claims_views

app_name = "future"
urlpatterns = [
    path("chiffres-cites/", claims_views.claims, name="claims"),
    path("chiffres-cites/telecharger.<str:suffix>", claims_views.download, name="claims-download"),
    path("chiffres-cites/schema.json", claims_views.schema, name="claims-schema"),
]
