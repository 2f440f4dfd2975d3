"""Third lock: no table about a person outside SubjectData, outside the register, or with a way round the manager.

Forgetting fails the build. What it cannot see: a plain text column that holds a personnel number.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.apps import apps
from django.core import checks
from django.db import models
from django.test.utils import isolate_apps

from eigenart.core.consent import DataCategory
from eigenart.people.models import Employee
from eigenart.privacy.completeness import check_models, problems
from eigenart.privacy.in_force import register
from eigenart.privacy.subject import Subject, SubjectData, subject_models

PACKAGE = Path(__file__).resolve().parents[2] / "src/eigenart"


def ids(*found: type[models.Model]) -> set[str]:
    return {str(problem.id) for problem in problems(found, register())}


def test_every_model_of_the_house_is_complete() -> None:
    assert [str(problem) for problem in check_models()] == []


def test_the_checks_run_at_every_start() -> None:
    running: set[object] = set(checks.registry.registry.get_checks())
    assert check_models in running


def test_every_gated_data_type_has_its_table_and_every_table_its_data_type() -> None:
    tables = {str(model.category): model._meta.db_table for model in subject_models()}
    assert tables == {str(name): kind.table for name, kind in register().gated.items()}


def test_the_walk_sees_the_house() -> None:
    assert len(subject_models()) >= 8
    assert len(list(apps.get_models())) > len(subject_models())


class TestControls:
    """Each fault in a planted model is found, and a clean one is silent."""

    def test_a_model_without_category(self) -> None:
        with isolate_apps("eigenart.privacy"):

            class Mood(SubjectData):
                class Meta:
                    app_label = "privacy"

        assert ids(Mood) == {"eigenart.E001"}

    def test_a_model_with_an_unknown_category(self) -> None:
        with isolate_apps("eigenart.privacy"):

            class Mood(SubjectData):
                category = DataCategory("mood")

                class Meta:
                    app_label = "privacy"

        assert ids(Mood) == {"eigenart.E001"}

    def test_a_model_without_retention(self) -> None:
        with isolate_apps("eigenart.privacy"):

            class Copy(SubjectData):
                category = DataCategory("access_log")

                class Meta:
                    app_label = "privacy"
                    db_table = "privacy_accesslog"

        assert "eigenart.E002" in ids(Copy)

    @pytest.mark.parametrize("target", [Employee, Subject])
    def test_a_table_about_a_person_outside_subject_data(self, target: type[models.Model]) -> None:
        with isolate_apps("eigenart.privacy"):

            class Badge(models.Model):  # noqa: DJ008
                person = models.ForeignKey(target, on_delete=models.CASCADE, related_name="+")

                class Meta:
                    app_label = "privacy"

            class Team(models.Model):  # noqa: DJ008
                members = models.ManyToManyField(target, related_name="+")

                class Meta:
                    app_label = "privacy"

        assert ids(Badge) == {"eigenart.E003"}
        assert ids(Team) == {"eigenart.E003"}

    def test_a_column_that_the_register_does_not_declare(self) -> None:
        with isolate_apps("eigenart.privacy"):

            class Skill(SubjectData):
                category = DataCategory("skills")
                retention: ClassVar[str] = "LK-V6"
                score = models.FloatField()

                class Meta:
                    app_label = "privacy"
                    db_table = "profiles_skillentry"

        found = [p for p in problems([Skill], register()) if p.id == "eigenart.E005"]
        assert len(found) == 1
        assert "score" in str(found[0])

    def test_a_relation_that_can_be_followed_backwards_or_across(self) -> None:
        with isolate_apps("eigenart.privacy"):

            class Colleague(SubjectData):
                category = DataCategory("skills")
                retention: ClassVar[str] = "LK-V6"
                other = models.ForeignKey(Employee, on_delete=models.CASCADE)

                class Meta:
                    app_label = "privacy"
                    db_table = "profiles_skillentry"

        assert {"eigenart.E004", "eigenart.E006"} <= ids(Colleague)

    def test_a_table_about_nobody_is_silent(self) -> None:
        with isolate_apps("eigenart.privacy"):

            class Room(models.Model):  # noqa: DJ008
                class Meta:
                    app_label = "privacy"

        assert ids(Room) == set()


ROUND_THE_MANAGER = {"_base_manager", "_queryset_class", "cursor", "savepoint_rollback"}
PRIVATE_OF_THE_GATE = {"mint", "_SEAL", "_open_grants", "as_role", "remembered"}
MODULES_OF_THE_GATE = {"bookkeeping", "database_role"}
SQL_OF_THEIR_OWN = {
    "delivery/jobs/erasing.py": "deletes jobs by their number; procrastinate's own models only read",
    "delivery/cli/checks.py": "doctor asks PostgreSQL which role it runs as; no table about a person",
    "profiles/read.py": "folds a query of the manager's into one row per person, inside the grant's reading",
    "profiles/bulk.py": "inserts many rows in one statement; the role of the grant around it does the writing",
    "surfaces/learning/search.py": "writes search vectors of catalogue items; no table about a person",
}


def shortcuts(source: str) -> Iterator[str]:
    """Ways round the closed manager in a piece of source, as `line: token`."""
    for node in ast.walk(ast.parse(source)):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Attribute) and node.attr in ROUND_THE_MANAGER | PRIVATE_OF_THE_GATE:
            yield f"{line}: {node.attr}"
        elif isinstance(node, ast.Call) and name_of(node.func) in {"QuerySet", "GrantedRows"}:
            yield f"{line}: QuerySet("
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("eigenart.privacy"):
            yield from (
                f"{line}: {a.name}" for a in node.names if a.name in PRIVATE_OF_THE_GATE | MODULES_OF_THE_GATE
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value.startswith("+__"):
                yield f"{line}: +__"
            elif node.value in ROUND_THE_MANAGER - {"cursor", "savepoint_rollback"}:
                yield f"{line}: {node.value}"


def name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Subscript):
        return name_of(function.value)
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def shortcuts_in(package: Path) -> dict[str, list[str]]:
    found = {}
    for path in sorted(package.rglob("*.py")):
        relative = path.relative_to(package)
        if relative.parts[0] == "privacy" or "migrations" in relative.parts:
            continue
        tokens = list(shortcuts(path.read_text(encoding="utf-8")))
        if tokens:
            found[relative.as_posix()] = tokens
    return found


def test_only_privacy_goes_round_the_manager() -> None:
    found = {
        path: [token for token in tokens if path not in SQL_OF_THEIR_OWN or not token.endswith(": cursor")]
        for path, tokens in shortcuts_in(PACKAGE).items()
    }
    assert {path: tokens for path, tokens in found.items() if tokens} == {}


def test_no_allowance_outlives_its_reason() -> None:
    assert set(SQL_OF_THEIR_OWN) <= set(shortcuts_in(PACKAGE))


@pytest.mark.parametrize(
    "source",
    [
        "Skill._base_manager.all()",
        "QuerySet(Skill)",
        "models.QuerySet(model=Skill)",
        "models.QuerySet[Skill](Skill)",
        "connection.cursor()",
        'Subject.objects.filter(**{"+__key": 1})',
        'getattr(Skill, "_base_manager")',
        "from eigenart.privacy.grant import mint",
        "from eigenart.privacy import bookkeeping",
        "from eigenart.privacy import database_role",
        "transaction.savepoint_rollback(before)",
        "Skill.objects._queryset_class(Skill)",
    ],
)
def test_control_each_shortcut_is_found(source: str, tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text(source)
    (tmp_path / "privacy").mkdir()
    (tmp_path / "privacy/gate.py").write_text(source)
    (tmp_path / "clean.py").write_text("rows: models.QuerySet[Skill] = Skill.under(grant)\nname = 'cursor'\n")
    assert set(shortcuts_in(tmp_path)) == {"views.py"}


def test_control_the_walk_reads_the_whole_package() -> None:
    read: list[Any] = list(PACKAGE.rglob("*.py"))
    assert len(read) > 60
