"""The questions that the other floors ask a register."""

import pytest

from eigenart.core.consent import Control, LegalBasis
from eigenart.register.loader import DEFAULT_FILE, parse
from eigenart.register.read import NotRegistered

TEXT = DEFAULT_FILE.read_text(encoding="utf-8")
REGISTER = parse(TEXT)


def test_optional_purposes_are_those_with_a_switch() -> None:
    found = {entry.id: entry.switch.control for entry in REGISTER.optional_purposes()}
    assert found == {
        "learning.recommend": "opt_out",
        "learning.interests": "opt_in",
        "personalisation.training": "opt_out",
        "personalisation.check": "opt_out",
        "insight.reports": "opt_out",
    }


def test_the_terms_of_a_purpose() -> None:
    terms = REGISTER.terms("learning.interests")
    assert (terms.basis, terms.control, terms.version) == (LegalBasis.CONSENT, Control.OPT_IN, 1)
    assert terms.text_hash == REGISTER.text_hash("learning.interests")


def test_all_stands_for_every_declared_column() -> None:
    everything = REGISTER.data_type("skills").columns
    assert REGISTER.columns("learning.recommend", "skills") == set(everything)
    assert REGISTER.columns("personalisation.training", "learning_record") < set(
        REGISTER.data_type("learning_record").columns
    )
    assert REGISTER.columns("personalisation.training", "skills") == set()


def test_identity_is_not_reached_through_the_gate() -> None:
    assert "identity" in REGISTER.content.data_types
    assert "identity" not in REGISTER.gated_columns("hr.masterdata")


def test_my_data_shows_every_gated_data_type() -> None:
    assert set(REGISTER.gated_columns("privacy.rights")) == set(REGISTER.gated)


def test_the_retention_of_a_data_type() -> None:
    assert REGISTER.retention("learning_record").period == "P36M"


@pytest.mark.parametrize("ask", [REGISTER.purpose, REGISTER.data_type, REGISTER.terms, REGISTER.text_hash])
def test_unknown_names_are_an_error(ask: object) -> None:
    with pytest.raises(NotRegistered):
        ask("attrition.score")  # type: ignore[operator]


def test_the_text_hash_changes_with_words_and_data_but_not_with_the_rest() -> None:
    before = REGISTER.text_hash("learning.interests")
    reworded = parse(TEXT.replace("Das ist freiwillig.", "Das ist ganz freiwillig."))
    fewer = parse(TEXT.replace('Lernverlauf"', 'Lernweg"'))
    assert reworded.text_hash("learning.interests") != before
    assert fewer.hash != REGISTER.hash
    assert fewer.text_hash("learning.interests") == before
