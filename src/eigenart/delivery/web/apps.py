"""The portal's pages: the app whose templates, styles and words every other page builds on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "eigenart.delivery.web"
    label = "web"
    verbose_name = _("Portal")
