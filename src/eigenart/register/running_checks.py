"""The invariants of what the register says about the running system: jobs, pages, connections to the outside.

Beside `checks`, which loads them; whether the system is really so, `privacy.drift` compares.
"""

from collections.abc import Iterator
from typing import Final

from eigenart.register.invariants import Finding, invariant
from eigenart.register.schema import Content

EVERYBODY: Final = "everybody"
LOGIN: Final = "login"


@invariant("unknown_purpose_running")
def what_runs_serves_purposes(content: Content) -> Iterator[Finding]:
    known = {entry.id for entry in content.purposes}
    for section, entries in (("jobs", content.jobs), ("routes", content.routes)):
        for name, entry in entries.items():
            for purpose in entry.purposes:
                if purpose not in known:
                    yield Finding(
                        "unknown_purpose_running", f"{section}.{name}.purposes", (("purpose", purpose),)
                    )


@invariant("unknown_audience")
def pages_are_open_to_somebody_known(content: Content) -> Iterator[Finding]:
    """A page that opens people's data is never open without a login."""
    known = {*content.roles, EVERYBODY, LOGIN}
    for name, route in content.routes.items():
        for who in route.open_to:
            if who not in known:
                yield Finding("unknown_audience", f"routes.{name}.open_to", (("role", who),))
        if not route.open_to or (EVERYBODY in route.open_to and route.purposes):
            yield Finding("unknown_audience", f"routes.{name}.open_to", (("role", EVERYBODY),))


@invariant("unknown_egress")
def connections_have_a_recipient(content: Content) -> Iterator[Finding]:
    for name, way in content.egress.items():
        if way.recipient != "none" and way.recipient not in content.recipients:
            yield Finding("unknown_egress", f"egress.{name}.recipient", (("recipient", way.recipient),))
        if not way.hosts:
            yield Finding("unknown_egress", f"egress.{name}.hosts", (("recipient", way.recipient),))
