from eigenart.personalisation.registry import SurfaceConfig


class DummyConfig(SurfaceConfig):
    name = "tests.surfaces.dummy"
    label = "dummy"
    surface = "tests.surfaces.dummy.surface.DummySurface"
