"""Addresses of the desk, below /desk/, in the namespace `web`."""

from django.urls import path

from eigenart.delivery.web.desk import audit_pages, figures, incident_pages, overview, systems

urlpatterns = [
    path("", overview.overview, name="desk"),
    path("systems/", systems.systems, name="desk-systems"),
    path("systems/<slug:system>/stop/", systems.stop, name="desk-stop"),
    path("systems/<slug:system>/restart/", systems.restart, name="desk-restart"),
    path("access/", figures.access, name="desk-access"),
    path("figures/", figures.figures, name="desk-figures"),
    path("audit/", audit_pages.audit, name="desk-audit"),
    path("audit/verify/", audit_pages.verify, name="desk-audit-verify"),
    path("incidents/", incident_pages.incidents, name="desk-incidents"),
    path("incidents/<int:number>/", incident_pages.incident, name="desk-incident"),
    path("incidents/<int:number>/<slug:step>/", incident_pages.take, name="desk-incident-step"),
]
