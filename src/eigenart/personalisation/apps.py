"""Django app of personalisation; hands the feedback to the profile as one more source of facts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PersonalisationConfig(AppConfig):
    name = "eigenart.personalisation"
    label = "personalisation"
    verbose_name = _("Personalisation")

    def ready(self) -> None:
        from eigenart.personalisation import feedback_source, own_export, unlearning

        feedback_source.register()
        own_export.register()
        unlearning.register()
