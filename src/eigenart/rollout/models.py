"""Which surfaces are switched on. About nobody."""

from django.db import models


class SurfaceSwitch(models.Model):
    """The switch of one surface for the whole company; a surface without one is on."""

    surface = models.CharField(max_length=40, primary_key=True)
    is_on = models.BooleanField(default=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.surface}: {'on' if self.is_on else 'off'}"
