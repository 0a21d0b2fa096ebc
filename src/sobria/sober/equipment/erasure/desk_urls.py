from django.urls import path

from sobria.sober.equipment.erasure import import_views, views

urlpatterns = [
    path("effacement/", views.todo, name="erasure"),
    path("effacement/constater/", views.settle, name="erasure-settle"),
    path("effacement/certificats.csv", views.index, name="erasure-index"),
    path("effacement/<int:pk>/", views.device, name="erasure-device"),
    path("effacement/<int:pk>/declarer/", views.declare, name="erasure-declare"),
    path("effacement/<int:pk>/retirer/", views.remove, name="erasure-remove"),
    path("effacement/retraits/", views.witness_list, name="erasure-witness"),
    path("effacement/retraits/<int:pk>/confirmer/", views.confirm, name="erasure-confirm"),
    path("effacement/importer/", import_views.give, name="erasure-import"),
    path("effacement/importer/modele.csv", import_views.model, name="erasure-model"),
    path("effacement/importer/<uuid:token>/", import_views.look, name="erasure-look"),
    path("effacement/importer/<uuid:token>/confirmer/", import_views.confirm, name="erasure-receive"),
    path("effacement/importer/<uuid:token>/oublier/", import_views.drop, name="erasure-drop"),
    path("effacement/importer/<uuid:token>/refus.csv", import_views.rejects, name="erasure-rejects"),
]
