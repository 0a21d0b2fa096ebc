from django.urls import path

from sobria.city.strategy import exchange_views, views

app_name = "strategy"

urlpatterns = [
    path("", views.home, name="home"),
    path("actions/<str:code>/", views.measure, name="measure"),
    path("versions/", views.versions, name="versions"),
    path("controle-reen/", views.reen_check, name="reen"),
    path("programme/", views.programme_page, name="programme"),
    path("programme/<int:number>/", views.programme_page, name="programme-version"),
    path("telecharger.xlsx", exchange_views.download, {"suffix": "xlsx"}, name="download-xlsx"),
    path("telecharger.ods", exchange_views.download, {"suffix": "ods"}, name="download-ods"),
    path("telecharger.csv", exchange_views.download, {"suffix": "csv"}, name="download-csv"),
    path("telecharger.<str:suffix>", views.download, name="download"),
]
