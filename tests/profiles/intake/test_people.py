"""What a people file may leave out, and what only several rows together show."""

from typing import Any

import pytest

from eigenart.people.models import Employee
from eigenart.profiles import intake
from tests.profiles.intake.files import DATA, HR, applied, inspected

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("approved_register", "concepts")]


def test_names_in_cp1252_and_leading_zeros_arrive_whole() -> None:
    applied("people", (DATA / "cp1252.csv").read_bytes())
    names = dict(Employee.objects.values_list("personnel_number", "family_name"))
    assert names == {"00299": "Müßig", "00300": "Weiß"}


def test_a_file_without_names_is_taken_under_the_numbers() -> None:
    applied("people", b"EmployeeNumber,Department,JobRole\n7,Sales,Sales Executive\n")
    employee = Employee.objects.get()
    assert (employee.given_name, employee.family_name) == ("", "7")
    assert intake.preview(inspected("people", b"EmployeeNumber,Department\n7,Sales\n")).changes_nothing


def test_a_full_name_is_parted() -> None:
    applied("people", 'Personalnummer;"Name, Vorname"\r\n7;"Öz, Ben"\r\n'.encode())
    employee = Employee.objects.get()
    assert (employee.given_name, employee.family_name) == ("Ben", "Öz")


def test_a_manager_who_is_not_in_the_file_is_found_in_the_portal(employee: Any) -> None:
    number = employee.personnel_number
    applied(
        "people", f"Personalnummer;Vorname;Nachname;Vorgesetzter\r\nX1;A;B;{number}\r\nX2;C;D;X9\r\n".encode()
    )
    assert Employee.objects.get(personnel_number="X1").manager == employee
    assert Employee.objects.get(personnel_number="X2").manager is None


def test_an_empty_name_never_empties_a_known_one() -> None:
    applied("people", b"Personalnummer;Vorname;Nachname\r\n7;Ada;Lindner\r\n")
    applied("people", b"Personalnummer;Vorname;Nachname\r\n7;;Lindner-Kurz\r\n")
    employee = Employee.objects.get()
    assert (employee.given_name, employee.family_name) == ("Ada", "Lindner-Kurz")


def test_the_attrition_table_needs_a_mapping_and_its_judgements_are_refused(shared_data: Any) -> None:
    path = shared_data / "hr_tables" / "ibm_hr_attrition.csv"
    if not path.exists():
        pytest.skip("hr_tables is missing in the shared data")
    batch = inspected("people", path.read_bytes(), "ibm.csv", YearsAtCompany="-")
    found = intake.summary(batch)
    assert found.rows == 1470
    mapped = {p.heading: p.column for p in found.proposals if p.column}
    assert mapped["EmployeeNumber"] == "personnel_number"
    assert mapped["JobRole"] == "position"
    assert {"PerformanceRating", "MonthlyIncome", "HourlyRate", "Attrition"} <= {
        r.heading for r in found.refused
    }
    batch = intake.apply(HR, batch)
    assert batch.counts["added"] == found.accepted
