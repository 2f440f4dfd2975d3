"""The invariants that the generated documents rest on: measures, scales of risk, interfaces, limits of an AI system.

Beside `checks`, which loads them.
"""

from collections.abc import Iterator
from typing import Final

from eigenart.register.invariants import Finding, invariant
from eigenart.register.schema import Content

SCALE: Final = range(1, 5)


@invariant("unknown_measure")
def measures_exist(content: Content) -> Iterator[Finding]:
    for entry in content.purposes:
        for risk in entry.dpia.risks if entry.dpia else ():
            for name in risk.measures:
                if name not in content.measures:
                    path = f"purposes.{entry.id}.dpia.risks.{risk.id}.measures"
                    yield Finding("unknown_measure", path, (("measure", name),))


@invariant("risk_unanswered")
def risks_are_answered(content: Content) -> Iterator[Finding]:
    """Art. 35(7)(c), (d) GDPR: each risk stands on the scale, has a measure, and a measure raises no risk."""
    for entry in content.purposes:
        for risk in entry.dpia.risks if entry.dpia else ():
            marks = (risk.severity, risk.likelihood, risk.residual)
            is_on_scale = all(mark in SCALE for mark in marks) and risk.residual <= risk.severity
            if not is_on_scale or not risk.measures:
                yield Finding("risk_unanswered", f"purposes.{entry.id}.dpia.risks.{risk.id}")


@invariant("measure_without_evidence")
def measures_have_evidence(content: Content) -> Iterator[Finding]:
    for name, measure in content.measures.items():
        if not measure.evidence:
            yield Finding("measure_without_evidence", f"measures.{name}.evidence")


@invariant("unknown_purpose")
def interfaces_serve_purposes(content: Content) -> Iterator[Finding]:
    known = {entry.id for entry in content.purposes}
    for name, interface in content.interfaces.items():
        for purpose in interface.purposes:
            if purpose not in known:
                yield Finding("unknown_purpose", f"interfaces.{name}.purposes", (("purpose", purpose),))
    for name, report in content.reports.items():
        if report.purpose not in known:
            yield Finding("unknown_purpose", f"reports.{name}.purpose", (("purpose", report.purpose),))


@invariant("ai_without_limits")
def ai_systems_name_their_limits(content: Content) -> Iterator[Finding]:
    """Art. 13(3)(b) AI Act."""
    for name, system in content.ai_systems.items():
        if not system.limits:
            yield Finding("ai_without_limits", f"ai_systems.{name}.limits")
