"""No table about people can hold what nobody may collect: quantities of behaviour, marks, or traits of § 1 AGG.

Behaviour: § 75 BetrVG and BAG 1 ABR 46/15, permanent recording of quantities of work. Traits: §§ 1, 7 AGG.
"""

import re
from collections.abc import Iterator

from eigenart.register.loader import DEFAULT_FILE, load

BEHAVIOUR = (
    "duration",
    "seconds",
    "time_spent",
    "dwell",
    "click",
    "idle",
    "keystroke",
    "response_time",
    "attempt",
)
MARKS = ("grade", "mark", "rating", "score_reached", "test_result", "points")
TRAITS = (
    "gender",
    "sex",
    "birth",
    "age",
    "religion",
    "ethnic",
    "nationality",
    "disability",
    "disabled",
    "marital",
    "children",
    "pregnancy",
    "union",
)
FORBIDDEN = re.compile(rf"(^|_)({'|'.join((*BEHAVIOUR, *MARKS, *TRAITS))})(_|s?$)")


def forbidden(columns: Iterator[str]) -> list[str]:
    return sorted(column for column in columns if FORBIDDEN.search(column.split(".")[-1]))


def test_no_data_type_has_a_forbidden_column() -> None:
    types = load(DEFAULT_FILE).content.data_types.items()
    assert len(types) > 10
    assert forbidden(f"{name}.{column}" for name, kind in types for column in kind.columns) == []


def test_no_table_about_people_has_a_forbidden_column() -> None:
    """Also a column that the register does not know yet."""
    from django.apps import apps

    tables = {kind.table for kind in load(DEFAULT_FILE).content.data_types.values()}
    models = [model for model in apps.get_models() if model._meta.db_table in tables]
    assert len(models) == len(tables)
    assert (
        forbidden(
            f"{model._meta.db_table}.{f.column}" for model in models for f in model._meta.concrete_fields
        )
        == []
    )


def test_planted_columns_are_found() -> None:
    planted = (
        "a.session_duration",
        "a.clicks",
        "a.gender",
        "a.birth_date",
        "a.age",
        "a.disability",
        "a.grade",
    )
    harmless = (
        "a.language",
        "a.sort_key",
        "a.message",
        "a.package",
        "a.stage",
        "a.is_muted",
        "a.remarks",
        "a.page",
    )
    assert forbidden(iter((*planted, *harmless))) == sorted(planted)
