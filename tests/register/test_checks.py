"""Each invariant of the register: the file that ships passes, and one planted fault fires exactly its code."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eigenart.register.checks import INVARIANTS, check
from eigenart.register.loader import DEFAULT_FILE, parse
from eigenart.register.schema import Content

Plain = dict[str, Any]
PLAIN = parse(DEFAULT_FILE.read_text(encoding="utf-8")).plain


def purpose(plain: Plain, name: str) -> Plain:
    return next(entry for entry in plain["purposes"] if entry["id"] == name)


def consent(plain: Plain) -> Plain:
    return purpose(plain, "learning.interests")


def interest(plain: Plain) -> Plain:
    return purpose(plain, "learning.recommend")


def put(where: Callable[[Plain], Plain], *path: str, value: Any) -> Callable[[Plain], None]:
    """A fault that sets one value."""

    def plant(plain: Plain) -> None:
        place = where(plain)
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = value

    return plant


def drop(where: Callable[[Plain], Plain], *path: str) -> Callable[[Plain], None]:
    """A fault that takes one key away."""

    def plant(plain: Plain) -> None:
        place = where(plain)
        for part in path[:-1]:
            place = place[part]
        del place[path[-1]]

    return plant


def first_datum(plain: Plain) -> Plain:
    return interest(plain)["data"][0]  # type: ignore[no-any-return]


def risk(plain: Plain) -> Plain:
    return interest(plain)["dpia"]["risks"][0]  # type: ignore[no-any-return]


def whole(plain: Plain) -> Plain:
    return plain


AGGREGATE = {"level": "aggregate", "k_min": 9}
JOB = "eigenart.delivery.jobs.tasks.train_all"
FAULTS: dict[str, list[Callable[[Plain], None]]] = {
    "unknown_purpose_running": [
        put(whole, "routes", "/", "purposes", value=("attrition.score",)),
        put(whole, "jobs", JOB, "purposes", value=("attrition.score",)),
    ],
    "unknown_audience": [
        put(whole, "routes", "/", "open_to", value=("betriebsarzt",)),
        put(whole, "routes", "/", "open_to", value=("everybody",)),
        put(whole, "routes", "/", "open_to", value=()),
    ],
    "unknown_egress": [
        put(
            whole, "egress", "mail", value={"hosts": ("a",), "what": {"de": "a", "en": "a"}, "recipient": "b"}
        ),
        put(
            whole, "egress", "mail", value={"hosts": (), "what": {"de": "a", "en": "a"}, "recipient": "none"}
        ),
    ],
    "consent_on_by_default": [put(consent, "switch", "enabled_by_default", value=True)],
    "consent_not_opt_in": [put(consent, "switch", "control", value="opt_out")],
    "consent_without_alternative": [drop(consent, "alternative")],
    "consent_without_text": [
        drop(consent, "legal", "consent"),
        put(consent, "legal", "consent", "text_version", value=""),
    ],
    "consent_bundled": [
        put(consent, "legal", "consent", "separate", value=False),
        put(consent, "legal", "consent", "withdraw_steps_max", value=3),
    ],
    "consent_text_without_consent": [
        lambda plain: interest(plain)["legal"].update(consent=consent(plain)["legal"]["consent"])
    ],
    "interest_without_balancing": [drop(interest, "legal", "balancing_test")],
    "interest_without_objection": [
        put(interest, "switch", "control", value="opt_in"),
        drop(interest, "alternative"),
    ],
    "duty_without_statute": [drop(lambda p: purpose(p, "privacy.rights"), "legal", "statute")],
    "agreement_as_basis": [put(lambda p: purpose(p, "learning.record"), "legal", "art6", value="BV")],
    "unknown_basis": [put(lambda p: purpose(p, "learning.record"), "legal", "art6", value="g")],
    "switch_without_effect": [
        put(interest, "switch", "by", value="hr"),
        put(lambda p: purpose(p, "learning.record"), "switch", "control", value="opt_out"),
    ],
    "alternative_not_equal": [
        put(interest, "alternative", "parity", "same_items", value=False),
        put(interest, "alternative", "parity", "max_extra_clicks", value=2),
        put(interest, "alternative", "parity", "visible_to_others", value=True),
    ],
    "aggregate_too_small": [put(interest, "visibility", "hr", value=AGGREGATE)],
    "role_without_visibility": [
        drop(interest, "visibility", "dpo"),
        put(interest, "visibility", "auditor", value="none"),
    ],
    "manager_sees_individuals": [put(interest, "visibility", "manager", value="individual")],
    "undeclared_column": [put(first_datum, "columns", value=("key", "salary"))],
    "unknown_data_type": [put(first_datum, "type", value="calendar")],
    "unknown_retention_class": [put(whole, "data_types", "skills", "retention", value="LK-X1")],
    "unknown_start_field": [
        put(whole, "data_types", "learning_record", "start_field", value=None),
        put(whole, "data_types", "learning_record", "start_field", value="finished_at"),
        put(whole, "data_types", "skills", "start_field", value="recorded_at"),
    ],
    "unknown_store": [put(whole, "data_types", "skills", "stores", value=("cloud",))],
    "special_without_art9": [
        put(whole, "data_types", "preferences", "special", value="inference_possible"),
        put(whole, "data_types", "preferences", "special", value="explicit"),
    ],
    "missing_language": [
        drop(interest, "why", "en"),
        put(whole, "data_types", "skills", "title", "de", value=" "),
        drop(first_datum, "necessary", "de"),
        drop(whole, "ai_systems", "learning_recommender", "art50_label", "en"),
    ],
    "exemption_with_profiling": [
        put(whole, "ai_systems", "learning_recommender", "art6_3_exemption_claimed", value=True)
    ],
    "prohibited_ai": [
        put(whole, "ai_systems", "learning_recommender", "risk_class", value="prohibited"),
        put(whole, "ai_systems", "learning_recommender", "risk_class", value="harmless"),
    ],
    "unknown_ai_system": [put(interest, "ai_system", value="attrition_score")],
    "unknown_recipient": [put(interest, "recipients", value=("vendor",))],
    "transfer_without_mechanism": [
        put(interest, "third_country", value={"countries": ("US",), "mechanism": ""})
    ],
    "dpia_missing": [drop(interest, "dpia"), put(interest, "dpia", "risks", value=())],
    "necessity_missing": [put(first_datum, "necessary", value={"de": "", "en": ""})],
    "not_the_owner": [
        lambda plain: interest(plain).update(produces=("suggestions", "feedback", "skills")),
        put(whole, "data_types", "skills", "owner", value="learning.record"),
        put(consent, "produces", value=("interests",)),
    ],
    "produces_without_writing": [
        lambda plain: interest(plain)["data"][5].update(writes=("change",)),
    ],
    "duplicate": [
        lambda plain: plain.update(purposes=(*plain["purposes"], interest(plain))),
        put(whole, "data_types", "skills", "table", value="profiles_interest"),
        lambda plain: interest(plain).update(data=(*interest(plain)["data"], first_datum(plain))),
    ],
    "forbidden_uses_incomplete": [
        put(interest, "forbidden_uses", value=("performance_review", "termination"))
    ],
    "approvals_missing": [
        put(interest, "approvals", value=("dpo", "employer")),
        put(lambda p: purpose(p, "privacy.rights"), "approvals", value=("works_council",)),
    ],
    "unknown_measure": [lambda plain: risk(plain).update(measures=("good_will",))],
    "risk_unanswered": [
        lambda plain: risk(plain).update(severity=0),
        lambda plain: risk(plain).update(residual=4),
        lambda plain: risk(plain).update(measures=()),
    ],
    "measure_without_evidence": [put(whole, "measures", "revert", "evidence", value=())],
    "unknown_purpose": [
        put(whole, "interfaces", "hr_files", "purposes", value=("hr.gossip",)),
        put(whole, "reports", "learning.finished", "purpose", value="hr.gossip"),
    ],
    "ai_without_limits": [put(whole, "ai_systems", "learning_recommender", "limits", value=())],
    "automated_decision": [put(interest, "decision", "art22", value=True)],
}
CASES = [(code, number) for code, faults in FAULTS.items() for number in range(len(faults))]


def test_the_file_that_ships_is_sound() -> None:
    assert check(Content.of(PLAIN)) == ()


def test_every_invariant_has_a_failing_example() -> None:
    assert set(FAULTS) == set(INVARIANTS)


@pytest.mark.parametrize(("code", "number"), CASES)
def test_a_planted_fault_is_found(code: str, number: int) -> None:
    plain = copy.deepcopy(PLAIN)
    FAULTS[code][number](plain)
    found = check(Content.of(plain))
    assert code in {finding.code for finding in found}
    assert all(finding.path for finding in found)


@pytest.mark.parametrize("code", INVARIANTS)
def test_each_check_alone_finds_its_fault(code: str) -> None:
    """The code is that of the function that carries it, and without the fault the function is silent."""
    plain = copy.deepcopy(PLAIN)
    assert list(INVARIANTS[code](Content.of(plain))) == []
    FAULTS[code][0](plain)
    assert {finding.code for finding in INVARIANTS[code](Content.of(plain))} == {code}


def test_several_faults_are_all_reported() -> None:
    plain = copy.deepcopy(PLAIN)
    for code in ("manager_sees_individuals", "prohibited_ai", "dpia_missing"):
        FAULTS[code][0](plain)
    codes = [finding.code for finding in check(Content.of(plain))]
    assert codes == ["manager_sees_individuals", "prohibited_ai", "dpia_missing"]


def test_the_evidence_of_each_measure_exists() -> None:
    root = Path(__file__).resolve().parents[2]
    evidence = {path for measure in PLAIN["measures"].values() for path in measure["evidence"]}
    assert evidence
    assert [path for path in sorted(evidence) if not (root / path).is_file()] == []


def test_each_measure_answers_a_risk_or_an_article() -> None:
    assert all(measure["articles"] for measure in PLAIN["measures"].values())
