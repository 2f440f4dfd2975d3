"""Addresses of the register pages, below /register/, in the namespace `web`."""

from django.urls import path

from eigenart.delivery.web import register_pages

urlpatterns = [
    path("", register_pages.register, name="register"),
    path("approve/<slug:party>/", register_pages.approve, name="register-approve"),
]
