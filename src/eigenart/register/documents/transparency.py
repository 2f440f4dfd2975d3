"""The public page /transparenz: register, fingerprint, approvals, systems, and what the last drills showed."""

from typing import Final

from eigenart.core.vocabulary import LocalText
from eigenart.register.documents import passages as p
from eigenart.register.documents import words as w
from eigenart.register.documents.material import Drill, Material
from eigenart.register.documents.model import Document, Facts, Paragraph, Section, Table
from eigenart.register.documents.words import both

EXPECTED: Final = (
    Drill(
        "erasure",
        both(
            "Löschprobe: Wer gelöscht ist, ist nirgends mehr zu finden",
            "Erasure drill: whoever was erased is found nowhere",
        ),
    ),
    Drill(
        "restore",
        both(
            "Wiederherstellungsprobe: Eine Sicherungskopie bringt nichts Gelöschtes zurück",
            "Restore drill: a backup brings nothing erased back",
        ),
    ),
    Drill(
        "breach",
        both(
            "Pannenprobe: Betroffene aus dem Protokoll benennen",
            "Breach drill: name who is affected from the log",
        ),
    ),
    Drill("audit", both("Prüfung des Zugriffsprotokolls", "Verification of the access log")),
    Drill("parity", both("Kein Nachteil durch Abschalten", "No disadvantage from switching off")),
    Drill(
        "drift", both("Register und laufendes System stimmen überein", "Register and running system agree")
    ),
)
"""What is promised to be tried out; each shows as not held until a source reports it."""


def compile_transparency(material: Material) -> Document:
    return Document(
        code="transparency",
        title=both("Transparenz", "Transparency"),
        law=both("Für alle, ohne Anmeldung", "For everybody, without login"),
        lead=both(
            "Was dieses Portal mit Daten über Beschäftigte darf, wer das genehmigt hat, und was "
            "Proben gezeigt haben.",
            "What this portal may do with data about employees, who approved it, and what drills have shown.",
        ),
        stamp=material.stamp,
        sections=(
            Section("register", both("Das Register", "The register"), (_register(material),)),
            Section("approvals", both("Genehmigungen", "Approvals"), (p.approvals_table(material),)),
            Section("purposes", both("Zwecke", "Purposes"), (_purposes(material),)),
            Section("systems", both("KI-Systeme", "AI systems"), _systems(material)),
            Section("drills", both("Proben", "Drills"), (_drills(material),)),
        ),
    )


def shown_drills(material: Material) -> tuple[Drill, ...]:
    """The expected ones in their order, with the newest report of each; then what else was reported."""
    found: dict[str, Drill] = {drill.code: drill for drill in EXPECTED}
    for drill in material.drills:
        known = found.get(drill.code)
        is_newer = known is None or known.held_on is None or (drill.held_on or known.held_on) >= known.held_on
        if is_newer:
            found[drill.code] = drill
    return tuple(found.values())


def _register(material: Material) -> Facts:
    one = material.register.content.controller
    return Facts(
        (
            p.fact("controller", both("Verantwortlich", "Controller"), p.controller(material.register)),
            p.fact("dpo", both("Datenschutzbeauftragte/r", "Data protection officer"), w.of(one.dpo)),
            p.fact("authority", both("Aufsichtsbehörde", "Supervisory authority"), w.of(one.authority)),
            p.fact("version", both("Fassung", "Version"), w.same(str(material.stamp.version))),
            p.fact(
                "hash",
                both("Prüfsumme (SHA-256)", "Fingerprint (SHA-256)"),
                w.code((material.stamp.register_hash,)),
            ),
        )
    )


def _purposes(material: Material) -> Table:
    head = (both("Zweck", "Purpose"), both("Wofür", "What for"), both("Wer es sieht", "Who sees it"))
    rows = tuple(
        (w.of(entry.title), w.of(entry.why), w.joined(p.sees(entry), "; ")) for entry in material.active
    )
    return Table(both("Alle Zwecke", "All purposes"), head, rows, (2, 5, 3))


def _systems(material: Material) -> tuple[Table | Paragraph, ...]:
    systems = material.register.content.ai_systems
    if not systems:
        return (Paragraph(both("Es ist kein KI-System im Einsatz.", "No AI system is in use.")),)
    head = (
        both("System", "System"),
        both("Einstufung", "Class"),
        both("Wirkung", "Effect"),
        both("Zustand", "State"),
    )
    rows = tuple(
        (
            w.of(system.title),
            w.word(w.RISK_CLASSES, system.risk_class),
            w.of(system.effect),
            _state(material, name),
        )
        for name, system in systems.items()
    )
    return (Table(both("KI-Systeme", "AI systems"), head, rows, (2, 3, 5, 3)),)


def _state(material: Material, system: str) -> LocalText:
    found = material.stops.get(system)
    if found is None:
        return both("nicht angehalten", "not stopped")
    pattern = both(
        "angehalten seit {day} ({party}): {reason}. Alle sehen dieselbe Liste ohne Daten über sie.",
        "stopped since {day} ({party}): {reason}. Everybody sees the same list without data about them.",
    )
    return w.fill(
        pattern, day=w.day(found.on), party=w.word(w.PARTIES, found.party), reason=found.reason.rstrip(".")
    )


def _drills(material: Material) -> Table:
    head = (both("Probe", "Drill"), both("Zuletzt", "Last held"), both("Ergebnis", "Result"))
    rows = tuple((drill.title, *_result(drill)) for drill in shown_drills(material))
    return Table(both("Ergebnisse der letzten Proben", "Results of the last drills"), head, rows, (5, 2, 4))


def _result(drill: Drill) -> tuple[LocalText, LocalText]:
    if drill.held_on is None:
        return both("noch nicht", "not yet"), both("liegt noch nicht vor", "not available yet")
    verdict = both("bestanden", "passed") if drill.is_passed else both("nicht bestanden", "failed")
    if drill.is_undecided:
        verdict = both("noch nicht entscheidbar", "cannot be told yet")
    figure = (drill.figure,) if drill.figure else ()
    return w.day(drill.held_on), w.joined((verdict, *figure), ": ")
