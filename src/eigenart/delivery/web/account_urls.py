"""Addresses of one's own sign-in, below /account/, in the namespace `web`."""

from django.urls import path

from eigenart.delivery.web import factor_pages

urlpatterns = [
    path("", factor_pages.account, name="account"),
    path("sessions/end/", factor_pages.end_sessions, name="account-end-sessions"),
]
