"""Addresses of faults, under those of the register: /bureau/equipements/reparations/."""

from django.urls import URLPattern, URLResolver, include, path

from sobria.sober.equipment.repairs import act_views, ticket_views, views

pages: list[URLPattern] = [
    path("", views.home, name="faults"),
    path("pannes.csv", views.download, name="faults-file"),
    path("declarer/", act_views.report, name="fault-report"),
    path("declarer/<int:pk>/", act_views.report, name="fault-report-on"),
    path("importer/", ticket_views.import_tickets, name="tickets"),
    path("importer/rejets.csv", ticket_views.rejects, name="tickets-rejects"),
    path("devis/<int:pk>/accepter/", act_views.accept, name="fault-accept"),
    path("<int:pk>/", views.entry, name="fault"),
    path("<int:pk>/devis/", act_views.quote, name="fault-quote"),
    path("<int:pk>/confier/", act_views.send, name="fault-send"),
    path("<int:pk>/piece/", act_views.part, name="fault-part"),
    path("<int:pk>/clore/", act_views.close, name="fault-close"),
    path("<int:pk>/renoncer/", act_views.give_up, name="fault-give-up"),
]

addresses: list[URLPattern | URLResolver] = [path("reparations/", include(pages))]
