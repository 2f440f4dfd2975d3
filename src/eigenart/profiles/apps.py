"""Django app of what is known about an employee; registers its own sources of facts and targets of intake."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfilesConfig(AppConfig):
    name = "eigenart.profiles"
    label = "profiles"
    verbose_name = _("Profiles")

    def ready(self) -> None:
        from eigenart.profiles import erasing, own_export, own_sources
        from eigenart.profiles.intake import people, positions, targets

        own_sources.register()
        own_export.register()
        erasing.register()
        targets.register_target(people.PeopleTarget())
        targets.register_target(positions.PositionsTarget())
