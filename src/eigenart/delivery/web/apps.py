"""The portal's pages: the app whose templates, styles and words every other page builds on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "eigenart.delivery.web"
    label = "web"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from eigenart.delivery.web import archive_pages
        from eigenart.privacy import export_contributors, suites
        from eigenart.register.documents import material

        export_contributors.register_pages(archive_pages.render)
        material.plug(suites.RESULTS)
