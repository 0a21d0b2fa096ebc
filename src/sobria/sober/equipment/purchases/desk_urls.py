"""Orders, the AGEC declaration and waste slips, under the staff addresses of equipment."""

from django.urls import path

from sobria.sober.equipment.purchases import declaration_views, import_views, slip_views, views

urlpatterns = [
    path("achats/", views.order_list, name="orders"),
    path("achats/ajouter/", views.order_create, name="order-create"),
    path("achats/importer/", import_views.give, name="orders-import"),
    path("achats/importer/<uuid:token>/", import_views.look, name="orders-look"),
    path("achats/importer/<uuid:token>/confirmer/", import_views.confirm, name="orders-confirm"),
    path("achats/importer/<uuid:token>/abandonner/", import_views.drop, name="orders-drop"),
    path("achats/importer/<uuid:token>/refus.csv", import_views.rejects, name="orders-rejects"),
    path("achats/telecharger.<str:suffix>", import_views.export, name="orders-export"),
    path("achats/declaration/<int:year>/", declaration_views.declaration, name="declaration"),
    path("achats/declaration/<int:year>/declaration.csv", declaration_views.official_file, name="declaration-file"),
    path("achats/<int:pk>/", views.order_page, name="order"),
    path("achats/<int:pk>/corriger/", views.order_update, name="order-update"),
    path("achats/<int:pk>/supprimer/", views.order_delete, name="order-delete"),
    path("achats/<int:pk>/lignes/ajouter/", views.line_create, name="line-create"),
    path("achats/<int:pk>/lignes/<int:rank>/corriger/", views.line_update, name="line-update"),
    path("achats/<int:pk>/lignes/<int:rank>/supprimer/", views.line_delete, name="line-delete"),
    path("dechets/", slip_views.slip_list, name="slips"),
    path("dechets/ajouter/", slip_views.slip_create, name="slip-create"),
    path("dechets/<int:pk>/", slip_views.slip_page, name="slip"),
    path("dechets/<int:pk>/certificat/", slip_views.slip_certify, name="slip-certify"),
    path("dechets/<int:pk>/remettre/", slip_views.slip_scrap, name="slip-scrap"),
]
