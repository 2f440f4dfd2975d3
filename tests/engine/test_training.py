"""fit(): any log works, the same log gives the same model, figures are honest, weights never negative."""

import json
from dataclasses import replace

import numpy as np
import pytest

from eigenart.engine import tuner
from eigenart.engine.arrays import ints
from eigenart.engine.blend import FITTERS, Choice, Contest, choose
from eigenart.engine.config import EngineConfig
from eigenart.engine.evaluation import live_queries, time_split
from eigenart.engine.log import InteractionLog
from eigenart.engine.model import Model
from eigenart.engine.signals import BUCKETS, LEARNED, NAMES, Settings, prior_weights
from eigenart.engine.training import fit
from tests.engine import small_company as small

ITEMS = small.catalogue()
LOG = small.log(n_users=300)


@pytest.fixture(scope="module")
def model() -> Model:
    return fit(LOG, ITEMS)


def test_the_same_log_in_another_order_gives_the_same_model(model: Model) -> None:
    shuffled = LOG.where(ints(np.random.default_rng(3).permutation(len(LOG))))
    again = fit(shuffled, ITEMS)
    np.testing.assert_array_equal(model.weights, again.weights)
    np.testing.assert_array_equal(model.fitted.inverse, again.fitted.inverse)
    assert model.metrics == again.metrics


def test_weights_are_never_negative_and_stated_ones_keep_their_prior(model: Model) -> None:
    assert (model.weights >= 0).all()
    np.testing.assert_array_equal(model.weights[:, len(LEARNED) :], prior_weights()[:, len(LEARNED) :])
    np.testing.assert_allclose(model.weights[:, : len(LEARNED)].sum(axis=1), 1.0)


def test_metrics_say_what_was_measured_and_fit_into_json(model: Model) -> None:
    metrics = json.loads(json.dumps(dict(model.metrics), allow_nan=False))
    assert metrics["verdict"] in {"blend", "single"}
    assert set(metrics["validation_ndcg@10"]) == {
        *LEARNED,
        "blend_prior",
        "blend_ascent",
        "blend_likelihood",
        "blend_mean",
    }
    assert all(0 <= value <= 1 for value in metrics["validation_ndcg@10"].values())
    assert metrics["n_events"] == len(LOG.first_events())
    assert set(metrics["weights"]) == set(BUCKETS)
    assert set(metrics["weights"]["sitting_few"]) == set(NAMES)


def test_sequences_are_found_where_there_are_some(model: Model) -> None:
    """The log is made of steps of four; the table of next steps must know."""
    measured = model.metrics["validation_ndcg@10"]
    assert measured["transition"] > 1.5 * measured["popularity"]


@pytest.mark.parametrize(
    "log",
    [
        InteractionLog.empty(),
        InteractionLog.empty(5),
        LOG.where(ints([0])),
        LOG.where(ints(range(12))),
        replace(LOG, strengths=np.zeros(len(LOG))),
        replace(LOG, days=np.zeros(len(LOG))),
        replace(LOG, org_units=("",) * 300, positions=("",) * 300),
    ],
    ids=["nobody", "silent", "one event", "few events", "only stopped", "no times", "no groups"],
)
def test_any_log_gives_a_model_that_ranks(log: InteractionLog) -> None:
    made = fit(log, ITEMS)
    assert (made.weights >= 0).all()
    assert np.isfinite(made.weights).all()
    json.dumps(dict(made.metrics), allow_nan=False)


def test_duties_teach_nothing() -> None:
    """What everybody must do is no choice: the model is the one of a log without these events."""
    items = small.catalogue(of={3: {"is_mandatory": True}})
    with_duty, without = fit(LOG, items), fit(LOG.where(LOG.item_rows != 3), items)
    assert (LOG.item_rows == 3).any()
    assert with_duty.fitted.sums[3] == with_duty.fitted.uses[3] == 0.0
    np.testing.assert_array_equal(with_duty.fitted.inverse, without.fitted.inverse)
    assert with_duty.metrics == without.metrics


def test_too_few_people_keep_the_prior() -> None:
    made = fit(small.log(n_users=20), ITEMS)
    assert made.metrics["verdict"] == "prior"
    np.testing.assert_array_equal(made.weights, prior_weights())


def test_rows_outside_of_the_catalogue_are_refused() -> None:
    with pytest.raises(ValueError, match="outside of the catalogue"):
        fit(LOG, small.catalogue(10))


def test_progress_rises_to_one() -> None:
    seen: list[tuple[str, float]] = []
    fit(small.log(), ITEMS, progress=lambda step, share: seen.append((step, share)))
    shares = [share for _, share in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_trials_are_a_budget() -> None:
    made = fit(LOG, ITEMS, EngineConfig(trials=0))
    assert made.metrics["settings"]["half_life_days"] == 180.0


def _contest(useful: float, n_people: int = 90) -> Contest:
    """Three signals; the first knows the target with strength `useful`, the others are noise."""
    rng = np.random.default_rng(5)
    values = rng.random((3, n_people, 40)).astype(np.float32)
    values[0, :, 0] += useful
    offered = np.ones((n_people, 40), dtype=np.bool_)
    return Contest(values, offered, ints(range(n_people)), ints(np.full(n_people, 2)))


def _choice(contest: Contest) -> Choice:
    return choose(contest, ("popularity", "good", "noise"), np.full((3, 3), 1 / 3), EngineConfig())


@pytest.mark.parametrize("fitter", FITTERS)
def test_both_fitters_find_the_signal_that_knows(fitter: str) -> None:
    weights = FITTERS[fitter](_contest(1.0), np.full(3, 1 / 3), EngineConfig())
    assert (weights >= 0).all()
    assert np.argmax(weights) == 0


def test_the_guard_ships_a_single_signal_when_blending_does_not_help() -> None:
    contest = _contest(0.0)
    values = contest.values.copy()
    values[1] = 0.0
    values[1, :, 0] = 1.0
    choice = _choice(replace(contest, values=values))
    assert choice.ndcg["good"] == pytest.approx(1.0)
    assert choice.verdict == "single", "a blend cannot beat a signal that is always right"
    assert choice.winner == "good"
    assert choice.weights[2, 1] > 0.99


def test_the_guard_ships_the_blend_when_two_halves_make_a_whole() -> None:
    """Each of two signals knows half of the people's next items; only together they know all."""
    contest = _contest(0.0)
    values = contest.values.copy()
    values[0, ::2, 0] += 2.0
    values[1, 1::2, 0] += 2.0
    choice = _choice(replace(contest, values=values))
    assert choice.verdict == "blend"
    assert replace(contest, values=values).ndcg(choice.weights) > max(
        choice.ndcg["popularity"], choice.ndcg["good"]
    )


def test_the_clock_is_a_budget_too_and_a_model_says_that_it_was_cut_short() -> None:
    made = fit(LOG, ITEMS, EngineConfig(seconds=0.0))
    assert made.metrics["settings"]["half_life_days"] == 180.0
    assert "half_life_days" in made.metrics["cut_short"]
    assert fit(LOG, ITEMS, EngineConfig()).metrics["cut_short"] == []


def test_a_search_on_some_people_ships_what_is_fitted_on_all(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fit(LOG, ITEMS)
    monkeypatch.setattr(tuner, "SOME_EVENTS", len(LOG) // 3)
    some, again = fit(LOG, ITEMS), fit(LOG, ITEMS)
    assert some.metrics == again.metrics
    assert "tuning_people" not in whole.metrics["approximated"]
    assert some.metrics["approximated"]["tuning_people"] >= 2
    np.testing.assert_array_equal(some.fitted.together.toarray(), whole.fitted.together.toarray())


def test_meetings_of_some_people_stand_for_those_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def met() -> float:
        early, late = time_split(LOG.first_events(), 1 / 9)
        queries = live_queries(LOG.first_events(), late)
        found = tuner.Tuner(early, LOG.first_events(), queries, ITEMS, EngineConfig(), lambda *_: None)
        return float(found._meetings(Settings()).sum())

    whole = met()
    monkeypatch.setattr(tuner, "SOME_EVENTS", len(LOG) // 3)
    assert met() == pytest.approx(whole, rel=0.2)
