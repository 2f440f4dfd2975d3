"""The commands from folder to table and JSON, with real processes: bad folders, no times, twice the same."""

import json
import sys
from pathlib import Path

import pytest

from bench import contest, live, static
from bench.peers import REGISTRY
from tests.bench import folders
from tests.bench.test_report import KEYS

TIMES = {"fit_s", "p50_ms", "p99_ms", "peak_mb"}


def run(monkeypatch: pytest.MonkeyPatch, main: object, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["bench", *map(str, arguments)])
    return main.main()  # type: ignore[attr-defined, no-any-return]


@pytest.fixture(scope="module")
def timed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folders.company(tmp_path_factory.mktemp("sets") / "timed")


@pytest.fixture(scope="module")
def untimed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folders.company(tmp_path_factory.mktemp("sets") / "untimed", is_timed=False)


def steady(path: Path) -> dict[str, dict[str, dict[str, object]]]:
    found = json.loads(path.read_text())
    return {
        name: {model: {k: v for k, v in row.items() if k not in TIMES} for model, row in rows.items()}
        for name, rows in found.items()
    }


def test_two_runs_give_the_same_table(timed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = []
    for name in ("a.json", "b.json"):
        out = tmp_path / name
        assert run(monkeypatch, live, timed, "--peers", "popularity,markov", "--json", out) == 0
        results.append(steady(out))
    assert results[0] == results[1]
    assert list(results[0]) == ["timed"]
    assert set(results[0]["timed"]) == {"eigenart", "popularity", "markov"}
    full = json.loads(out.read_text())["timed"]
    assert all(list(row) == KEYS for row in full.values())
    assert full["markov"]["ndcg@10"] > full["popularity"]["ndcg@10"], "people walk from item to item there"


def test_without_times_live_is_static_and_says_so(
    untimed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--peers", "rp3beta,markov", "--json")
    assert run(monkeypatch, live, untimed, *asked, tmp_path / "live.json") == 0
    assert "no times" in capsys.readouterr().out
    assert run(monkeypatch, static, untimed, *asked, tmp_path / "static.json") == 0
    assert steady(tmp_path / "live.json") == steady(tmp_path / "static.json")
    rows = steady(tmp_path / "live.json")["untimed"]
    assert rows["markov"] == {"missing": "the set has no times, so nothing comes next"}
    assert rows["eigenart"]["new"] is None
    assert "missing: the set has no times" in capsys.readouterr().out


def test_a_bad_folder_is_named_and_the_others_run(
    timed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out" / "figures.json"
    few = folders.write(tmp_path / "few", interactions={"user_id": ["u"], "item_id": ["x"]})
    given = (tmp_path / "nowhere", few, timed)
    assert run(monkeypatch, static, *given, "--peers", "none", "--json", out) == 2
    assert list(steady(out)) == ["timed"]
    assert list(steady(out)["timed"]) == ["eigenart"]
    said = capsys.readouterr().err
    assert "nowhere: there is no such folder" in said
    assert "too few" in said
    assert "2 of 3 folders" in said
    assert "model 1 of 1, eigenart" in said


def test_a_model_that_takes_too_long_is_a_named_row(
    timed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "figures.json"
    assert run(monkeypatch, live, timed, "--peers", "none", "--minutes", "0.0006", "--json", out) == 0
    assert steady(out)["timed"]["eigenart"] == {"missing": "not done within 0.0006 minutes"}


def test_an_unknown_peer_is_refused_before_anything_runs(
    timed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        run(monkeypatch, live, timed, "--peers", "oracle")
    assert left.value.code == 2
    assert "no such peer: oracle" in capsys.readouterr().err


def test_our_signals_are_shown_on_request_and_are_no_peers() -> None:
    assert contest.chosen_models("none", signals=False) == ("eigenart",)
    assert contest.chosen_models("all", signals=False) == ("eigenart", *REGISTRY)
    shown = contest.chosen_models("markov, markov", signals=True)
    assert shown[0] == "eigenart"
    assert shown[-1] == "markov"
    assert "signal-popularity" in shown
    assert not set(shown[:-1]) & set(REGISTRY)


def test_sets_of_one_name_stay_apart(tmp_path: Path) -> None:
    assert contest._free_name("set", tmp_path / "a" / "set", []) == "set"
    assert contest._free_name("set", tmp_path / "b" / "set", ["set"]) == str(tmp_path / "b" / "set")
