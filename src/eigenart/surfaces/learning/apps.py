"""Django app of the learning surface; registers the surface and what HR can import for it."""

from django.utils.translation import gettext_lazy as _

from eigenart.personalisation.registry import SurfaceConfig


class LearningConfig(SurfaceConfig):
    name = "eigenart.surfaces.learning"
    label = "learning"
    verbose_name = _("Learning")
    surface = "eigenart.surfaces.learning.surface.LearningSurface"

    def ready(self) -> None:
        super().ready()
        from eigenart.surfaces.learning import intake

        intake.register()
