"""Pages of the staff that handle devices; they stand under those of the register of equipment."""

from django.urls import path

from sobria.sober.equipment.handling import bulk_views, choosing_views, device_views, scan_views

SELECTION = "actes/<uuid:token>/"
urlpatterns = [
    path("actes/", choosing_views.choose, name="handling-choose"),
    path(SELECTION, choosing_views.selection_page, name="handling-selection"),
    path(f"{SELECTION}non-reconnues.csv", choosing_views.lost_file, name="handling-lost"),
    path(f"{SELECTION}etiquettes/", choosing_views.label_sheet, name="handling-labels"),
    path(f"{SELECTION}apercu/", bulk_views.preview, name="handling-preview"),
    path(f"{SELECTION}resultat/", bulk_views.result, name="handling-result"),
    path(f"{SELECTION}refuses.csv", bulk_views.refused_file, name="handling-refused"),
    path(f"{SELECTION}faire/<str:act>/", bulk_views.details, name="handling-details"),
    path("scan/", scan_views.find_device, name="handling-find"),
    path("scan/<int:pk>/", scan_views.scan, name="handling-scan"),
    path("<int:pk>/vie/", device_views.life, name="handling-life"),
    path("<int:pk>/vie/separer/", device_views.separate_page, name="handling-separate"),
    path("<int:pk>/vie/<str:act>/", device_views.act_page, name="handling-act"),
    path("<int:pk>/etiquette/", scan_views.label, name="handling-label"),
]
