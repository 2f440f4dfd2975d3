"""The annex to the works agreement (§ 87(1) no. 6 BetrVG): for each purpose what is agreed, as closed lists."""

from typing import Final

from eigenart.core.vocabulary import LocalText
from eigenart.register.documents import passages as p
from eigenart.register.documents import words as w
from eigenart.register.documents.material import Material
from eigenart.register.documents.model import Document, Facts, Paragraph, Section, Table
from eigenart.register.documents.words import both
from eigenart.register.schema import Aggregate, PurposeEntry

FOR_EACH_PURPOSE: Final = frozenset(
    {"purpose", "codetermination", "evaluations", "roles", "interfaces", "forbidden", "ai", "agreement"}
)


def compile_works_agreement(material: Material) -> Document:
    entries = [entry for entry in material.register.content.purposes if entry.approvals]
    title = both("Anlage zur Betriebsvereinbarung", "Annex to the works agreement")
    if not material.has_works_council:
        title = both(
            "Information der Beschäftigten (ohne Betriebsrat)",
            "Information of the employees (no works council)",
        )
    return Document(
        code="works-agreement",
        title=title,
        law=both("§ 87 Abs. 1 Nr. 6, § 94, § 77 BetrVG", "Sections 87(1) no. 6, 94 and 77 BetrVG"),
        lead=both(
            "Die Listen sind abschließend: Was hier nicht steht, ist nicht vereinbart und läuft "
            "nicht. Die Vereinbarung ist Schutz, nie Rechtsgrundlage.",
            "The lists are closed: what is not here is not agreed and does not run. The agreement is "
            "a safeguard and never the legal basis.",
        ),
        stamp=material.stamp,
        sections=(
            Section("approvals", both("Genehmigungen", "Approvals"), (p.approvals_table(material),)),
            *(_annex(material, entry) for entry in entries),
            Section("always", both("Für alle Zwecke", "For all purposes"), (Paragraph(ALWAYS),)),
            Section("signatures", both("Unterschriften", "Signatures"), (_signatures(material),)),
        ),
    )


ALWAYS: Final = both(
    "Eine Änderung von Zweck, Datenfeld, Sicht, Auswertung oder Frist ändert die Prüfsumme des "
    "Registers. Dann enden alle Genehmigungen und die betroffenen Zwecke ruhen, bis Betriebsrat, "
    "Datenschutzbeauftragte/r und Arbeitgeber erneut genehmigt haben. Dauerhaft erfasst werden keine "
    "Arbeitsmengen, Zeiten, Klicks oder Tastenanschläge.",
    "A change of purpose, field, visibility, evaluation or period changes the fingerprint of the "
    "register. Then all approvals end and the purposes rest until works council, data protection "
    "officer and employer have approved again. No amounts of work, times, clicks or keystrokes are "
    "recorded permanently.",
)


def _annex(material: Material, entry: PurposeEntry) -> Section:
    return Section(
        code=entry.id,
        title=w.of(entry.title),
        blocks=(
            Paragraph(w.of(entry.why)),
            _fields(material, entry),
            Facts(
                (
                    p.fact("agreement", both("Vereinbarung", "Agreement"), _agreement(entry)),
                    p.fact(
                        "purpose",
                        both("Kennung", "Identifier"),
                        w.same(entry.id),
                        w.fill(both("Fassung {n}", "Version {n}"), n=entry.version),
                    ),
                    p.fact(
                        "codetermination", both("Beteiligung", "Co-determination"), *map(w.same, entry.betrvg)
                    ),
                    p.fact(
                        "evaluations", both("Auswertungen", "Evaluations"), *_evaluations(material, entry)
                    ),
                    p.fact("roles", both("Sicht", "Who sees it"), *p.sees(entry)),
                    p.fact(
                        "interfaces",
                        both("Schnittstellen und Ausgabe", "Interfaces and output"),
                        *_interfaces(material, entry),
                    ),
                    p.fact(
                        "forbidden",
                        both("Ausgeschlossen", "Excluded"),
                        w.joined(w.word(w.FORBIDDEN, use) for use in entry.forbidden_uses),
                    ),
                    p.fact("ai", both("KI-Einstufung", "AI class"), *_ai(material, entry)),
                )
            ),
        ),
    )


def _signatures(material: Material) -> Table:
    """Room for a signature by hand: the approval in the portal mirrors the agreement and never replaces it."""
    parties = ("works_council", "employer") if material.has_works_council else ("employer",)
    room = w.same("\u00a0\n\u00a0")
    rows = tuple((w.PARTIES[party], room, room) for party in parties)
    head = (both("Wer", "Who"), both("Ort und Tag", "Place and day"), both("Unterschrift", "Signature"))
    return Table(both("Unterschriften", "Signatures"), head, rows, (2, 3, 4))


def _fields(material: Material, entry: PurposeEntry) -> Table:
    register = material.register
    head = (
        both("Datenart", "Data type"),
        both("Felder", "Fields"),
        both("Erlaubt außer Lesen", "Allowed beside reading"),
        both("Löschung", "Deletion"),
    )
    rows = tuple(
        (
            w.of(register.data_type(data.type).title),
            p.columns(register, entry, data),
            w.joined(w.word(w.WRITES, change) for change in data.writes) if data.writes else w.NONE,
            w.of(register.retention(data.type).title),
        )
        for data in entry.data
    )
    return Table(
        w.fill(both("Datenfelder: {title}", "Fields: {title}"), title=w.of(entry.title)),
        head,
        rows,
        (3, 6, 3, 3),
    )


def _agreement(entry: PurposeEntry) -> LocalText:
    agreement = entry.legal.collective_agreement
    if agreement is None or agreement.agreed_on is None:
        where = agreement.ref if agreement else entry.id
        return w.to_fill(
            f"{where}: Tag des Abschlusses (legal.collective_agreement.agreed_on)",
            f"{where}: day of conclusion (legal.collective_agreement.agreed_on)",
        )
    pattern = both("{ref}, geschlossen am {day}", "{ref}, concluded on {day}")
    return w.fill(pattern, ref=agreement.ref, day=w.day(agreement.agreed_on))


def _evaluations(material: Material, entry: PurposeEntry) -> tuple[LocalText, ...]:
    """The closed list: sums for the roles that have them, and nothing about single people for anybody else."""
    none = both("keine über einzelne Personen", "none about single people")
    sums = ((who, level) for who, level in entry.visibility.items() if isinstance(level, Aggregate))
    reports = (
        w.of(one.title) for one in material.register.content.reports.values() if one.purpose == entry.id
    )
    return (none, *reports, *(w.viewer(who, level) for who, level in sums))


def _interfaces(material: Material, entry: PurposeEntry) -> tuple[LocalText, ...]:
    pattern = both("{title} ({direction}): {formats}", "{title} ({direction}): {formats}")
    return tuple(
        w.fill(
            pattern,
            title=w.of(one.title),
            direction=w.DIRECTIONS[one.direction],
            formats=", ".join(one.formats),
        )
        for one in material.register.content.interfaces.values()
        if entry.id in one.purposes
    )


def _ai(material: Material, entry: PurposeEntry) -> tuple[LocalText, ...]:
    system = material.register.content.ai_systems.get(entry.ai_system or "")
    if system is None:
        return (both("kein KI-System", "no AI system"),)
    claim = w.word(w.CLAIMS, system.annex3.claim)
    return (
        w.of(system.title),
        w.word(w.RISK_CLASSES, system.risk_class),
        w.fill(claim, point=system.annex3.point),
        w.of(system.annex3.reason),
    )
