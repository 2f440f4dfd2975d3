"""Django app of the gate; loads its system checks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "eigenart.privacy"
    label = "privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        from eigenart.privacy import completeness, drift, erasure_database
        from eigenart.register.documents import material

        completeness.register()
        erasure_database.register()
        material.plug(drift.REPORTED)
