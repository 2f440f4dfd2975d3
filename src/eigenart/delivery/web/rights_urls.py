"""Addresses of a person's rights, below /my-data/rights/, in the namespace `web`."""

from django.urls import path

from eigenart.delivery.web import erasure, leavers, restriction, rights

urlpatterns = [
    path("", rights.page, name="rights"),
    path("export/", rights.ask_export, name="export-ask"),
    path("export/<uuid:request_id>/", rights.download, name="export-download"),
    path("export/<uuid:request_id>/discard/", rights.discard, name="export-discard"),
    path("erasure/", erasure.own, name="erasure"),
    path("erasure/<uuid:request_id>/retry/", rights.retry, name="erasure-retry"),
    path("erasure/<uuid:request_id>/certificate.<slug:form>", erasure.certificate, name="certificate"),
    path("restriction/", restriction.turn, name="restriction"),
]

hr_urlpatterns = [
    path("", leavers.index, name="leavers"),
    path("<uuid:employee_id>/", leavers.person, name="leaver"),
    path(
        "<uuid:employee_id>/<uuid:request_id>/certificate.<slug:form>",
        leavers.certificate,
        name="leaver-certificate",
    ),
]
