"""The access log at size: how long an opening takes, one by one and side by side, and how long a verification.

A database of its own in a temporary folder. The openings go through the gate; the rest of the million lines is
added straight through the gate's own role, and linked by the database like any other line.

    python bench/audit.py [--lines 1000000] [--openings 500] [--json FILE]
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from bench.measure import run_measured

PEOPLE = 50
WRITERS = 4
ROUNDS = 10
GOAL_SECONDS = 60.0
FILL = """
    INSERT INTO privacy_accesslog (id, subject_id, at, actor_role, actor_pseudonym, purpose, register_hash,
        categories, outcome, reached, subject_tag, chain, number, hash)
    SELECT gen_random_uuid(), NULL, now(), 'employee', '0123456789abcdef', 'learning.recommend', repeat('a', 64),
        'feedback,interests,job_profile,learning_record,skills,suggestions', 'granted', 1, repeat('b', 32), 0, 0, ''
    FROM generate_series(1, %s)"""


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--lines", type=int, default=1_000_000)
    options.add_argument("--openings", type=int, default=500)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="eigenart-bench-") as space:
        os.environ |= {"EIGENART_MODE": "demo", "EIGENART_DATA_DIR": space}
        run_measured("migrate", "migrate")
        from eigenart.delivery.cli import set_up

        set_up()
        result = measure(chosen.lines, chosen.openings)
    for name, value in result.items():
        sys.stdout.write(f"{name:32} {value:,.3f}\n")
    if chosen.json:
        chosen.json.write_text(json.dumps(result, indent=2))
    return 0 if result["findings"] == 0 and result["verify_s"] < GOAL_SECONDS else 1


def measure(lines: int, openings: int) -> dict[str, float]:
    """Milliseconds of an opening with and without the link, one writer and four; seconds of filling and verifying."""
    from eigenart.privacy import audit

    actors = people()
    openings_of(actors, 50)
    linked, unlinked = alternate(actors, openings)
    result = {"opening_ms": statistics.median(linked), "opening_without_link_ms": statistics.median(unlinked)}
    result["opening_four_writers_ms"] = statistics.median(side_by_side(actors, openings))
    begun = time.perf_counter()
    fill(lines)
    result["fill_s"] = time.perf_counter() - begun
    anchor = audit.heads()
    begun = time.perf_counter()
    verdict = audit.verify([anchor])
    result["verify_s"] = time.perf_counter() - begun
    result |= {"lines": float(verdict.lines), "findings": float(len(verdict.findings))}
    return result | {"bytes_per_line": size() / verdict.lines}


def people() -> list[Any]:
    from eigenart.people.actor import Actor, Role
    from eigenart.people.models import Employee
    from eigenart.privacy import approvals
    from eigenart.privacy.subject import Subject

    approvals.approve_for_demo()
    made = [
        Employee.objects.create(personnel_number=str(n), given_name="A", family_name="B")
        for n in range(PEOPLE)
    ]
    Subject.of_all([one.pk for one in made])
    return [Actor(user_id=None, employee_id=one.pk, roles=frozenset({Role.EMPLOYEE})) for one in made]


def openings_of(actors: list[Any], number: int, *, is_kept: bool = True) -> list[float]:
    """Milliseconds of single openings, each in a transaction of its own."""
    from django.db import transaction

    from eigenart.privacy import gate

    times = []
    for count in range(number):
        actor = actors[count % len(actors)]
        begun = time.perf_counter()
        with transaction.atomic():
            gate.open(actor, actor.employee_id, "learning.recommend")
            if not is_kept:
                transaction.set_rollback(True)
        times.append((time.perf_counter() - begun) * 1000)
    return times


def alternate(actors: list[Any], number: int) -> tuple[list[float], list[float]]:
    """With and without the link in turns, so that a busy machine is equally busy for both; all are taken back."""
    linked: list[float] = []
    unlinked: list[float] = []
    for _ in range(ROUNDS):
        linked += openings_of(actors, number // ROUNDS, is_kept=False)
        switch_link("DISABLE")
        unlinked += openings_of(actors, number // ROUNDS, is_kept=False)
        switch_link("ENABLE ALWAYS")
    return linked, unlinked


def side_by_side(actors: list[Any], number: int) -> list[float]:
    from django.db import connection

    times: list[float] = []

    def write() -> None:
        times.extend(openings_of(actors, number))
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def switch_link(how: str) -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE privacy_accesslog {how} TRIGGER audit_link")


def fill(lines: int) -> None:
    from django.db import connection

    from eigenart.privacy import bookkeeping

    for _ in range(10):
        with bookkeeping.session(), connection.cursor() as cursor:
            cursor.execute(FILL, [lines // 10])


def size() -> int:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('privacy_accesslog')")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    sys.exit(main())
