"""Addresses of the generated documents, below /documents/, in the namespace `web`."""

from django.urls import path

from eigenart.delivery.web import documents

urlpatterns = [
    path("", documents.documents, name="documents"),
    path("<slug:code>/", documents.document, name="document"),
    path("<slug:code>/<slug:language>.pdf", documents.document_pdf, name="document-pdf"),
]
