"""An artefact reads back as it was; a changed, cut or foreign one is refused."""

from pathlib import Path

import numpy as np
import pytest

from eigenart.engine.model import CorruptModel, Model, digest_of
from eigenart.engine.pipeline import rank
from eigenart.engine.training import fit
from tests.engine import small_company as small

ITEMS = small.catalogue()
MODEL = fit(small.log(), ITEMS)


def _list(model: Model) -> list[object]:
    offered = small.candidates(ITEMS)
    return [*rank(small.view(small.SOMEBODY), offered, model=model, catalogue=ITEMS, n=9, needs=small.NEEDS)]


@pytest.mark.parametrize("model", [MODEL, Model.empty(ITEMS)], ids=["fitted", "empty"])
def test_a_saved_model_ranks_as_before(model: Model, tmp_path: Path) -> None:
    digest = model.save(tmp_path / "run")
    again = Model.load(tmp_path / "run", expected_digest=digest)
    assert _list(again) == _list(model)
    assert dict(again.metrics) == dict(model.metrics)


def test_the_same_model_has_the_same_digest(tmp_path: Path) -> None:
    assert MODEL.save(tmp_path / "a") == fit(small.log(), ITEMS).save(tmp_path / "b")


def test_an_artefact_is_never_overwritten(tmp_path: Path) -> None:
    digest = MODEL.save(tmp_path / "run")
    with pytest.raises(FileExistsError):
        Model.empty(ITEMS).save(tmp_path / "run")
    assert digest_of(tmp_path / "run") == digest


def test_a_draft_left_by_a_killed_process_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "run.draft").mkdir()
    (tmp_path / "run.draft" / "rest.npy").write_bytes(b"half")
    digest = MODEL.save(tmp_path / "run")
    assert Model.load(tmp_path / "run", expected_digest=digest).keys == MODEL.keys


@pytest.mark.parametrize("victim", ["model.json", "inverse.npy", "weights.npy", "transitions_data.npy"])
def test_one_changed_byte_is_refused(victim: str, tmp_path: Path) -> None:
    digest = MODEL.save(tmp_path / "run")
    path = tmp_path / "run" / victim
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(CorruptModel, match="digest"):
        Model.load(tmp_path / "run", expected_digest=digest)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    digest = MODEL.save(tmp_path / "run")
    (tmp_path / "run" / "uses.npy").unlink()
    with pytest.raises(CorruptModel):
        Model.load(tmp_path / "run", expected_digest=digest)
    with pytest.raises(CorruptModel, match="missing"):
        Model.load(tmp_path / "none", expected_digest=digest)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("weights.npy", np.full((3, 11), -1.0)),
        ("weights.npy", np.ones((2, 2))),
        ("sums.npy", np.ones(3)),
        ("model.json", b"{}"),
        ("model.json", b"no json"),
    ],
)
def test_files_that_do_not_fit_are_refused_whatever_their_digest(
    name: str, content: object, tmp_path: Path
) -> None:
    MODEL.save(tmp_path / "run")
    if isinstance(content, bytes):
        (tmp_path / "run" / name).write_bytes(content)
    else:
        np.save(tmp_path / "run" / name, np.asarray(content))
    with pytest.raises(CorruptModel):
        Model.load(tmp_path / "run", expected_digest=digest_of(tmp_path / "run"))


def test_no_person_is_in_an_artefact(tmp_path: Path) -> None:
    """Only items, groups and sums: nothing in it has as many rows as there are people."""
    n_people = small.log().n_users
    MODEL.save(tmp_path / "run")
    shapes = [
        np.load(path).shape for path in (tmp_path / "run").glob("*.npy") if "transitions" not in path.name
    ]
    assert all(n_people not in shape for shape in shapes)
