"""Register against what runs: nothing is found where nothing changed, and what is found lets optional purposes rest."""

from eigenart.privacy import drift


def test_nothing_changed_and_nothing_is_found(db: None) -> None:
    assert drift.differences() == ()
