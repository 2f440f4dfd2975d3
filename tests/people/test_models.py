"""The identity table stays an identity table (ADR 0012)."""

from eigenart.people.models import Employee

IDENTITY = {
    "id", "user", "personnel_number", "given_name", "family_name", "email",
    "org_unit", "manager", "language", "leaves_on", "sort_key",
}  # fmt: skip


def test_employee_holds_identity_and_nothing_else() -> None:
    assert {field.name for field in Employee._meta.concrete_fields} == IDENTITY


def test_nothing_leads_back_from_an_employee_to_rows_about_the_person() -> None:
    assert [r.get_accessor_name() for r in Employee._meta.related_objects if not r.is_hidden()] == []
