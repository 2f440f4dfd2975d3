"""Passages that several documents share, so that each says the same in the same words."""

from eigenart.core.vocabulary import LocalText
from eigenart.register.documents import words as w
from eigenart.register.documents.material import Material
from eigenart.register.documents.model import Fact, Listing, Table
from eigenart.register.documents.words import both
from eigenart.register.read import Register
from eigenart.register.schema import PurposeData, PurposeEntry


def fact(code: str, label: LocalText, *values: LocalText) -> Fact:
    return Fact(code=code, label=label, values=values or (w.NONE,))


def controller(register: Register) -> LocalText:
    one = register.content.controller
    return w.same(f"{one.name}, {one.address}, {one.contact}")


def basis(entry: PurposeEntry) -> tuple[LocalText, ...]:
    """The basis of Art. 6, the statute, national rules, and the works agreement as what it is: a safeguard."""
    legal = entry.legal
    found = [w.word(w.BASES, legal.art6)]
    found += [w.same(legal.statute)] if legal.statute else []
    found += [w.fill(both("dazu: {rule}", "beside it: {rule}"), rule=rule) for rule in legal.national]
    if legal.collective_agreement:
        safeguard = both(
            "Schutz durch {ref} (keine Rechtsgrundlage)", "safeguarded by {ref} (not the legal basis)"
        )
        found.append(w.fill(safeguard, ref=legal.collective_agreement.ref))
    return tuple(found)


def sees(entry: PurposeEntry) -> tuple[LocalText, ...]:
    """Each role that sees something, else that nobody does."""
    seeing = ((who, level) for who, level in entry.visibility.items() if level != "none")
    return tuple(w.viewer(who, level) for who, level in seeing) or (w.NOBODY,)


def recipients(register: Register, entry: PurposeEntry) -> tuple[LocalText, ...]:
    """Named, not by category (C-154/21); who sees it inside the company stands beside it."""
    named = tuple(
        w.same(f"{one.processor}, {one.location}")
        for name in entry.recipients
        if (one := register.content.recipients.get(name))
    )
    return named or (w.WHO["none"],)


def who_gets_it(register: Register, entry: PurposeEntry) -> tuple[LocalText, ...]:
    """Recipients outside, then who sees it inside the company."""
    inside = sees(entry)
    nobody = both("Niemand im Unternehmen", "Nobody inside the company")
    return (*recipients(register, entry), *((nobody,) if inside == (w.NOBODY,) else inside))


def third_country(entry: PurposeEntry) -> LocalText:
    if entry.third_country == "none":
        return both("keine Übermittlung in Drittländer", "no transfer to third countries")
    pattern = both("{countries}, Grundlage: {mechanism}", "{countries}, mechanism: {mechanism}")
    return w.fill(
        pattern, countries=", ".join(entry.third_country.countries), mechanism=entry.third_country.mechanism
    )


def kept(register: Register, entry: PurposeEntry) -> tuple[LocalText, ...]:
    """The period of each data type that a purpose uses."""
    pattern = both("{data}: {period}", "{data}: {period}")
    return tuple(
        w.fill(
            pattern,
            data=w.of(register.data_type(data.type).title),
            period=w.of(register.retention(data.type).title),
        )
        for data in entry.data
    )


def columns(register: Register, entry: PurposeEntry, data: PurposeData) -> LocalText:
    """The technical names, in the order of the register; only the right to add or remove needs none."""
    readable = register.columns(entry.id, data.type)
    names = [column for column in register.data_type(data.type).columns if column in readable]
    return w.code(names) if names else both("keine Inhalte", "no contents")


def logic(register: Register, entry: PurposeEntry) -> tuple[LocalText, ...]:
    """Art. 13(2)(f) GDPR: no decision, the procedure actually applied, and what it means for a person."""
    decision = w.word(w.DECISIONS, entry.decision.type)
    system = register.content.ai_systems.get(entry.ai_system or "")
    if system is None:
        return (decision, both("Kein Profiling.", "No profiling."))
    return (decision, w.of(system.logic), w.of(system.effect))


def data_table(register: Register, entry: PurposeEntry) -> Table:
    """Which data, why each is needed, from where, how long."""
    rows = tuple(
        (
            w.of(register.data_type(data.type).title),
            columns(register, entry, data),
            w.of(data.necessary),
            w.joined(w.word(w.SOURCES, source) for source in register.data_type(data.type).source),
            w.of(register.retention(data.type).title),
        )
        for data in entry.data
    )
    head = (
        both("Daten", "Data"),
        both("Felder", "Fields"),
        both("Warum nötig", "Why it is needed"),
        both("Woher", "From where"),
        both("Löschung", "Deletion"),
    )
    return Table(
        w.fill(both("Daten: {title}", "Data: {title}"), title=w.of(entry.title)), head, rows, (3, 5, 4, 3, 3)
    )


def measures_table(register: Register) -> Table:
    rows = tuple(
        (w.of(measure.title), w.joined(map(w.same, measure.articles)), w.code(measure.evidence))
        for measure in register.content.measures.values()
    )
    head = (both("Maßnahme", "Measure"), both("Vorschrift", "Rule"), both("Nachweis", "Evidence"))
    return Table(
        both("Technische und organisatorische Maßnahmen", "Technical and organisational measures"),
        head,
        rows,
        (5, 3, 4),
    )


def approval_words(material: Material, party: str) -> LocalText:
    """Whether one party approved exactly this text, and when."""
    approval = material.approval(party)
    if approval is not None and not approval.is_required:
        return both("entfällt, es gibt keinen Betriebsrat", "not applicable, there is no works council")
    if approval is None or approval.on is None:
        return both("noch nicht genehmigt", "not yet approved")
    pattern = both("genehmigt am {day}", "approved on {day}")
    if approval.is_demo:
        pattern = both(
            "für die Vorführung vorab genehmigt am {day}", "signed in advance for the demonstration on {day}"
        )
    return w.fill(pattern, day=w.day(approval.on))


def approvals_table(material: Material) -> Table:
    rows = tuple((w.PARTIES[party], approval_words(material, party)) for party in w.PARTIES)
    caption = both("Genehmigung genau dieses Textes", "Approval of exactly this text")
    return Table(caption, (both("Wer", "Who"), both("Stand", "State")), rows, (1, 2))


def forbidden(entry: PurposeEntry) -> Listing:
    return Listing(tuple(w.word(w.FORBIDDEN, use) for use in entry.forbidden_uses))
