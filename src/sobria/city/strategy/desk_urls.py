from django.urls import path

from sobria.city.strategy import desk, exchange_views, measure_desk, programme_desk

app_name = "strategy-desk"

urlpatterns = [
    path("", desk.home, name="home"),
    path("exemple/", desk.load_example, name="example"),
    path("commencer/", desk.create_strategy, name="create"),
    path("<int:pk>/modifier/", desk.change_strategy, name="strategy"),
    path("<int:pk>/adopter/", desk.adopt, name="adopt"),
    path("<int:pk>/axes/ajouter/", desk.create_axis, name="axis-create"),
    path("axes/<int:pk>/", desk.change_axis, name="axis"),
    path("axes/<int:pk>/supprimer/", desk.delete_axis, name="axis-delete"),
    path("axes/<int:pk>/<str:way>/", desk.move_axis, name="axis-move"),
    path("<int:pk>/actions/ajouter/", measure_desk.create, name="measure-create"),
    path("actions/<int:pk>/", measure_desk.update, name="measure"),
    path("actions/<int:pk>/choisir/", measure_desk.settle, name="settle"),
    path("actions/<int:pk>/supprimer/", measure_desk.delete, name="measure-delete"),
    path("importer/", exchange_views.import_file, name="import"),
    path("importer/<int:pk>/", exchange_views.detail, name="import-detail"),
    path("importer/<int:pk>/confirmer/", exchange_views.confirm, name="import-confirm"),
    path("importer/<int:pk>/abandonner/", exchange_views.drop, name="import-drop"),
    path("importer/<int:pk>/lignes-refusees.csv", exchange_views.rejects, name="import-rejects"),
    path("programme/", programme_desk.home, name="programme"),
    path("programme/publier/", programme_desk.publish, name="programme-publish"),
    path("programme/<str:part>/", programme_desk.part, name="programme-part"),
]
