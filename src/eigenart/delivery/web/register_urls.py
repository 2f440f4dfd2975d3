"""Addresses of the register pages, below /register/, in the namespace `web`."""

from django.urls import path

from eigenart.delivery.web import register_approval, register_pages

urlpatterns = [
    path("", register_pages.register, name="register"),
    path("history/", register_pages.history, name="register-history"),
    path("approve/<slug:party>/", register_approval.approve, name="register-approve"),
    path("questions/<slug:party>/", register_approval.ask, name="register-ask"),
    path("propose/", register_approval.propose, name="register-propose"),
]
