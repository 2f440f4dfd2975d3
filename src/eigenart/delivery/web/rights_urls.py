"""Addresses of a person's rights, below /my-data/rights/, in the namespace `web`."""

from django.urls import path

from eigenart.delivery.web import rights

urlpatterns = [
    path("", rights.page, name="rights"),
    path("export/", rights.ask_export, name="export-ask"),
    path("export/<uuid:request_id>/", rights.download, name="export-download"),
    path("export/<uuid:request_id>/discard/", rights.discard, name="export-discard"),
]
