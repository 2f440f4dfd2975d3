"""The compiled database: repeatable, equal to the rule in Python, and every change of it is noticed."""

import itertools
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from eigenart.core.consent import ConsentEvent, EventKind, LegalBasis, Purpose, decide
from eigenart.people.models import Employee
from eigenart.privacy import catalog, database_role, rls
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Consent
from eigenart.privacy.subject import Subject
from eigenart.register.loader import DEFAULT_FILE

APP = settings.DATABASES["default"]["USER"]
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def snapshot() -> catalog.Snapshot:
    with connections["owner"].cursor() as cursor:
        return catalog.snapshot(cursor, APP)


def test_compiling_again_changes_nothing(db: None) -> None:
    before = snapshot()
    rls.compile_policies("owner")
    assert snapshot() == before
    assert before["policy"]


def test_verifying_changes_nothing(db: None) -> None:
    owner("GRANT SELECT ON profiles_interest TO PUBLIC")
    before = snapshot()
    assert rls.verify() != ()
    assert snapshot() == before


TABLE = "profiles_interest"
ROLE = f"{APP}_p_learning_interests"
TAMPERING = {
    "right on a table": (f"GRANT SELECT ON {TABLE} TO {APP}", "table_right_too_much"),
    "right for everybody": (f"GRANT SELECT ON {TABLE} TO PUBLIC", "table_right_too_much"),
    "right on a column": (
        f"GRANT SELECT (source_reference) ON profiles_activity TO {APP}_p_personalisation_training",
        "column_right_too_much",
    ),
    "right taken away": (f"REVOKE INSERT ON {TABLE} FROM {ROLE}", "table_right_missing"),
    "policy added": (f"CREATE POLICY extra ON {TABLE} USING (true)", "policy_too_much"),
    "policy dropped": (f"DROP POLICY p_learning_interests ON {TABLE}", "policy_missing"),
    "policy loosened": (f"ALTER POLICY p_learning_interests ON {TABLE} USING (true)", "policy_too_much"),
    "policy given to another role": (
        f"ALTER POLICY p_learning_interests ON {TABLE} TO PUBLIC",
        "policy_too_much",
    ),
    "row security off": (f"ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY", "row_security_missing"),
    "row security not forced": (f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY", "row_security_missing"),
    "function replaced": (
        "CREATE OR REPLACE FUNCTION public.eigenart_is_approved(wanted_hash text, parties text[],"
        " is_demo_mode boolean) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true'",
        "function_too_much",
    ),
    "function for everybody": (
        "GRANT EXECUTE ON FUNCTION public.eigenart_permitted(text, integer, text, text) TO PUBLIC",
        "function_too_much",
    ),
    "foreign membership": (f"GRANT {APP}_shared TO {APP}", "app_in_foreign_role"),
    "role without a purpose": (
        f"CREATE ROLE {APP}_p_attrition NOLOGIN; GRANT {APP}_p_attrition TO {APP}",
        "membership_too_much",
    ),
    "approvals open to change": (f"GRANT DELETE ON privacy_approval TO {APP}", "table_right_too_much"),
}


@pytest.mark.parametrize("change", TAMPERING)
def test_every_change_behind_the_registers_back_is_noticed(db: None, change: str) -> None:
    statement, code = TAMPERING[change]
    owner(statement)
    assert code in {difference.code for difference in rls.verify()}
    if not code.startswith("app_"):
        rls.compile_policies("owner")
        assert rls.verify() == ()


def with_register(settings: Any, folder: Path, *changes: tuple[str, str]) -> None:
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "register.yaml").write_text(text, encoding="utf-8")
    settings.EIGENART = settings.EIGENART.model_copy(update={"data_dir": folder})


def test_a_register_that_changed_is_a_difference_until_it_is_compiled(
    db: None, settings: Any, tmp_path: Path
) -> None:
    with_register(settings, tmp_path, ("Musterfirma GmbH", "Eigene AG"))
    assert {difference.code for difference in rls.verify()} == {"policy_too_much", "policy_missing"}
    rls.compile_policies("owner")
    assert rls.verify() == ()


def test_a_purpose_that_vanished_takes_its_role_with_it(db: None, settings: Any, tmp_path: Path) -> None:
    role = f"{APP}_p_personalisation_training"
    assert any(line.startswith(f"{role}:") for line in snapshot()["role"])
    with_register(settings, tmp_path, ('"personalisation.training"', '"personalisation.learning"'))
    rls.compile_policies("owner")
    found = snapshot()
    assert not any(role in line for kind in ("policy", "column_right", "function") for line in found[kind])
    assert any(f"{APP}_p_personalisation_learning" in line for line in found["policy"])


def test_a_suspended_purpose_keeps_no_right(db: None, settings: Any, tmp_path: Path) -> None:
    role = f"{APP}_p_learning_record"
    assert any(role in line for line in snapshot()["column_right"])
    with_register(
        settings,
        tmp_path,
        (
            'id: "learning.record"\n    version: 1\n    status: "active"',
            'id: "learning.record"\n    version: 1\n    status: "suspended"',
        ),
    )
    rls.compile_policies("owner")
    assert not any(role in line for line in snapshot()["column_right"])


def random_events(choice: random.Random, purpose: str, text: str) -> list[ConsentEvent]:
    return [
        ConsentEvent(
            kind=choice.choice(list(EventKind)),
            purpose=Purpose(purpose),
            version=choice.choice([1, 1, 2]),
            at=START + timedelta(hours=choice.randrange(4)),
            text_hash=choice.choice([text, text, "another text"]),
        )
        for _ in range(choice.randrange(6))
    ]


@pytest.mark.parametrize("basis", [LegalBasis.CONSENT, LegalBasis.LEGITIMATE_INTEREST])
def test_sql_and_python_decide_alike(employee: Employee, make_employee: Any, basis: LegalBasis) -> None:
    """The same random histories through `decide` and through the function that the policies call."""
    purpose = "learning.interests" if basis is LegalBasis.CONSENT else "learning.recommend"
    terms = register().terms(purpose)
    choice = random.Random(20261124)
    decided: dict[Any, bool] = {}
    for number in range(150):
        person = Employee.objects.create(personnel_number=f"x{number}", given_name="A", family_name="B")
        subject = Subject.of(person.pk)
        events = random_events(choice, purpose, terms.text_hash)
        lines = [
            Consent(
                subject=subject,
                kind=e.kind,
                purpose=purpose,
                version=e.version,
                text_hash=e.text_hash,
                at=e.at,
            )
            for e in events
        ]
        with transaction.atomic(), database_role.as_role("privacy.rights", str(subject.pk)):
            Consent._base_manager.bulk_create(lines)
        decided[subject.pk] = decide(terms, events, START + timedelta(days=1)).is_permitted
    with transaction.atomic(), database_role.as_role(purpose, ""), connection.cursor() as cursor:
        cursor.execute(
            "SELECT public.eigenart_permitted(%s, %s, %s, %s)",
            [purpose, terms.version, basis.value, terms.text_hash],
        )
        permitted = {who for (who,) in cursor.fetchall()}
    assert {who for who, is_permitted in decided.items() if is_permitted} == permitted & set(decided)
    assert 10 < len(permitted & set(decided)) < 140, "the histories say nothing if all end alike"


def test_role_names_are_distinct_and_fit() -> None:
    roles = [database_role.role_of(entry.id) for entry in register().content.purposes]
    assert len(set(roles)) == len(roles)
    assert all(len(role) <= 63 for role in roles)
    assert all(a != b for a, b in itertools.combinations(roles, 2))
