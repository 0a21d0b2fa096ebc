from django.urls import path

from sobria.sober.footprint import views

app_name = "footprint"

urlpatterns = [
    path("empreinte/", views.home, name="home"),
    path("empreinte/<int:year>/", views.year, name="year"),
    path("empreinte/<int:year>/chiffres.<str:suffix>", views.year_download, name="download"),
    path("empreinte/<int:year>/categories/", views.categories, name="categories"),
    path("empreinte/<int:year>/entites/", views.entities, name="entities"),
    path("empreinte/<int:year>/jeux-de-facteurs/", views.packs, name="packs"),
    path("empreinte/<int:year>/jeux-de-facteurs.<str:suffix>", views.packs_download, name="packs-download"),
    path("bureau/empreinte/recalculer/", views.recompute, name="recompute"),
    path("preuves/<slug:code>/", views.evidence, name="evidence"),
]
