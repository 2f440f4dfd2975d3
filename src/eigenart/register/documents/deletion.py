"""The Löschkonzept after DIN 66398: classes, exactly one rule for each data type, stores, special cases."""

from eigenart.core.vocabulary import LocalText
from eigenart.register.documents import passages as p
from eigenart.register.documents import words as w
from eigenart.register.documents.material import Material
from eigenart.register.documents.model import Document, Facts, Paragraph, Section, Table
from eigenart.register.documents.words import both
from eigenart.register.read import Register


def compile_deletion(material: Material) -> Document:
    register = material.register
    return Document(
        code="deletion",
        title=both("Löschkonzept", "Deletion concept"),
        law=both(
            "DIN 66398, Art. 5 Abs. 1 lit. e und Art. 17 DSGVO", "DIN 66398, Art. 5(1)(e) and Art. 17 GDPR"
        ),
        lead=both(
            "Jede Datenart hat genau eine Löschregel: einen Startpunkt und eine Frist. Jede Nacht "
            "löscht ein Lauf, was seine Frist erreicht hat.",
            "Each type of data has exactly one rule of deletion: a starting point and a period. "
            "Every night a run deletes what has reached its end.",
        ),
        stamp=material.stamp,
        sections=(
            Section("responsible", both("Verantwortung", "Responsibility"), (_responsible(register),)),
            Section("classes", both("Löschklassen", "Classes of deletion"), (_classes(register),)),
            Section("rules", both("Löschregeln je Datenart", "Rule of each data type"), (_rules(register),)),
            Section(
                "stores",
                both("Umsetzung je Speicherort", "Implementation in each store"),
                (_stores(register),),
            ),
            Section("cases", both("Sonderfälle", "Special cases"), (_cases(),)),
            Section(
                "media", both("Datenträger (DIN 66399)", "Media (DIN 66399)"), (Paragraph(_media(register)),)
            ),
        ),
    )


def _responsible(register: Register) -> Facts:
    deletion = register.content.controller.deletion
    office = w.or_fill(
        deletion,
        "Name der Stelle, die die Löschregeln verantwortet (controller.deletion)",
        "Office that answers for the rules of deletion (controller.deletion)",
    )
    return Facts(
        (
            p.fact("responsible", both("Verantwortlich für die Regeln", "Answers for the rules"), office),
            p.fact(
                "carried-out",
                both("Ausführung", "Carried out by"),
                both(
                    "nächtlicher Lauf des Portals, nach der Löschklasse",
                    "nightly run of the portal, by class of deletion",
                ),
            ),
            p.fact(
                "proof",
                both("Nachweis", "Proof"),
                both(
                    "Löschprotokoll mit Anzahl je Datenart, ohne Inhalte",
                    "log with the number per data type, without contents",
                ),
            ),
        )
    )


def _classes(register: Register) -> Table:
    head = (
        both("Klasse", "Class"),
        both("Bedeutung", "Meaning"),
        both("Startpunkt", "Starting point"),
        both("Regelfrist", "Period"),
        both("Sicherungskopie", "Backup"),
    )
    after = both("läuft {period} später ab", "expires {period} later")
    rows = tuple(
        (
            w.code((name,)),
            w.of(rule.title),
            w.word(w.STARTS, rule.start),
            w.period(rule.period),
            w.fill(after, period=w.period(rule.backup_hold)),
        )
        for name, rule in register.content.retention_classes.items()
    )
    return Table(both("Löschklassen", "Classes of deletion"), head, rows, (2, 4, 4, 2, 3))


def _rules(register: Register) -> Table:
    head = (
        both("Datenart", "Data type"),
        both("Löschklasse", "Class"),
        both("Zählt ab", "Counts from"),
        both("Eigentümer (Zweck)", "Owner (purpose)"),
        both("Tabelle", "Table"),
        both("Speicherorte", "Stores"),
    )
    rows = tuple(
        (
            w.of(kind.title),
            w.code((kind.retention,)),
            w.code((kind.start_field,))
            if kind.start_field
            else w.word(w.STARTS, register.retention(name).start),
            w.of(register.purpose(kind.owner).title),
            w.code((kind.table,)),
            w.joined(w.of(register.content.stores[store].title) for store in kind.stores),
        )
        for name, kind in register.content.data_types.items()
    )
    caption = both("Genau eine Löschregel je Datenart", "Exactly one rule for each data type")
    return Table(caption, head, rows, (4, 2, 3, 3, 5, 4))


def _stores(register: Register) -> Table:
    head = (both("Speicherort", "Store"), both("So wird gelöscht", "How it is deleted"))
    rows = tuple((w.of(store.title), w.of(store.erase)) for store in register.content.stores.values())
    return Table(both("Umsetzung", "Implementation"), head, rows, (1, 3))


def _cases() -> Facts:
    return Facts(
        (
            p.fact(
                "objection",
                both("Widerruf und Widerspruch", "Withdrawal and objection"),
                both(
                    "Der Zweck liest ab der nächsten Seite nichts mehr. Daten der Klasse „Ende des "
                    "Zwecks“ gehen sofort; andere bleiben dem Zweck, dem sie gehören.",
                    "The purpose reads nothing from the next page on. Data of the class “end of the "
                    "purpose” go at once; others stay with the purpose that owns them.",
                ),
            ),
            p.fact(
                "restriction",
                both("Einschränkung (Art. 18)", "Restriction (Art. 18)"),
                both(
                    "Die Angabe bleibt gespeichert und wird von keinem Zweck benutzt; die Regelfrist "
                    "läuft weiter.",
                    "The entry stays stored and no purpose uses it; its period runs on.",
                ),
            ),
            p.fact(
                "dispute",
                both("Rechtsstreit", "Legal dispute"),
                both(
                    "Es gibt keine stillschweigende Verlängerung. Eine längere Frist ist eine "
                    "Änderung des Registers und braucht neue Genehmigungen.",
                    "There is no silent extension. A longer period is a change of the register and "
                    "needs new approvals.",
                ),
            ),
            p.fact(
                "backup",
                both("Sicherungskopien", "Backups"),
                both(
                    "Sie laufen nach ihrer eigenen Frist ab; sie gehört nicht zur Regelfrist. Nach "
                    "einer Wiederherstellung wird zuerst erneut gelöscht.",
                    "They expire after their own period, which is not part of the rule. After a "
                    "restore, deletion is repeated first.",
                ),
            ),
            p.fact(
                "model",
                both("Gelerntes Modell", "Trained model"),
                both(
                    "Es enthält keine Personen. Nach einer Löschung wird es ohne die Person neu berechnet.",
                    "It holds no people. After an erasure it is computed anew without the person.",
                ),
            ),
        )
    )


def _media(register: Register) -> LocalText:
    is_special = any(kind.special != "none" for kind in register.content.data_types.values())
    pattern = both(
        "Schutzklasse {n}. Datenträger werden mit Sicherheitsstufe {level} oder höher vernichtet; "
        "das Protokoll nennt Art, Seriennummer, Tag und Zeugen.",
        "Protection class {n}. Media are destroyed at security level {level} or higher; the record "
        "names kind, serial number, day and witness.",
    )
    return w.fill(pattern, n=3 if is_special else 2, level=4 if is_special else 3)
