"""The portal starts whether or not its database is ready, and is warm when it is."""

import os
import subprocess
import sys

from django.utils import timezone

from eigenart.personalisation import catalogues, ranking, registry

START = "from eigenart.config.wsgi import application; print(callable(application))"


def test_a_warm_portal_has_the_catalogue_of_each_surface(db: None) -> None:
    ranking.warm_up(timezone.now())
    for surface in registry.all_surfaces():
        assert catalogues.of(surface).catalogue is catalogues.of(surface).catalogue


def test_the_portal_starts_before_its_database_is_migrated(spawn_database: dict[str, str]) -> None:
    address = {
        name: value.replace("dbname=spawn", "dbname=nowhere") for name, value in spawn_database.items()
    }
    done = subprocess.run(
        [sys.executable, "-c", START], env=os.environ | address, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "not_warmed_up" in done.stderr
    assert done.stdout.strip() == "True"
