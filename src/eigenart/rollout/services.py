"""Which surfaces are on. Called by `personalisation.recommend` and by the navigation."""

from collections.abc import Iterable

from eigenart.rollout.models import SurfaceSwitch


def enabled(keys: Iterable[str]) -> tuple[str, ...]:
    """Those of `keys` that are switched on, in their order; a surface that nobody switched is on."""
    off = set(SurfaceSwitch.objects.filter(is_on=False).values_list("surface", flat=True))
    return tuple(key for key in keys if key not in off)


def switch(key: str, *, is_on: bool) -> None:
    """Switch one surface on or off for everybody; repeating it changes nothing."""
    SurfaceSwitch.objects.update_or_create(surface=key, defaults={"is_on": is_on})
