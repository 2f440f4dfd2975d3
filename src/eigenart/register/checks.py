"""The invariants of a register: one small function and one code each. Nothing is raised; findings are returned.

Source: reference of the purpose register, section "invariants"; the articles stand at each function.
"""

from collections.abc import Iterator
from typing import Final

from eigenart.core.consent import LegalBasis
from eigenart.register import document_checks as document_checks
from eigenart.register import running_checks as running_checks
from eigenart.register.invariants import INVARIANTS as INVARIANTS
from eigenart.register.invariants import Finding as Finding
from eigenart.register.invariants import invariant
from eigenart.register.schema import Aggregate, Content, Part, PurposeEntry, Text

K_MIN: Final = 10
PROHIBITED: Final = "prohibited"
AI_CLASSES: Final = frozenset({"high_risk", "treated_as_high_risk", "limited", "minimal"})
ART9_BASES: Final = frozenset({"a", "b", "h"})
FORBIDDEN_EVERYWHERE: Final = frozenset({"performance_review", "termination", "attrition"})
PARTIES: Final = frozenset({"works_council", "dpo", "employer"})
COLLECTIVE: Final = frozenset({"bv", "betriebsvereinbarung", "works_agreement", "collective_agreement"})


def check(content: Content) -> tuple[Finding, ...]:
    """All broken invariants, those of `document_checks` first, then in the order of this file."""
    return tuple(finding for one in INVARIANTS.values() for finding in one(content))


def _purposes(content: Content) -> Iterator[tuple[str, PurposeEntry]]:
    for entry in content.purposes:
        yield f"purposes.{entry.id}", entry


def _by_consent(content: Content) -> Iterator[tuple[str, PurposeEntry]]:
    return ((path, entry) for path, entry in _purposes(content) if entry.legal.art6 == LegalBasis.CONSENT)


@invariant("consent_on_by_default")
def consent_is_off_by_default(content: Content) -> Iterator[Finding]:
    for path, entry in _by_consent(content):
        if entry.switch.enabled_by_default:
            yield Finding("consent_on_by_default", f"{path}.switch.enabled_by_default")


@invariant("consent_not_opt_in")
def consent_is_opt_in(content: Content) -> Iterator[Finding]:
    for path, entry in _by_consent(content):
        if entry.switch.control != "opt_in":
            yield Finding(
                "consent_not_opt_in", f"{path}.switch.control", (("control", entry.switch.control),)
            )


@invariant("consent_without_alternative")
def consent_has_an_alternative(content: Content) -> Iterator[Finding]:
    for path, entry in _by_consent(content):
        if entry.alternative is None:
            yield Finding("consent_without_alternative", f"{path}.alternative")


@invariant("consent_without_text")
def consent_has_a_text(content: Content) -> Iterator[Finding]:
    for path, entry in _by_consent(content):
        consent = entry.legal.consent
        if consent is None or not consent.text_version:
            yield Finding("consent_without_text", f"{path}.legal.consent")


@invariant("consent_bundled")
def consent_is_separate_and_easy_to_withdraw(content: Content) -> Iterator[Finding]:
    """Art. 7(2), (3) GDPR."""
    for path, entry in _by_consent(content):
        consent = entry.legal.consent
        if consent is not None and (not consent.separate or consent.withdraw_steps_max > 2):
            yield Finding("consent_bundled", f"{path}.legal.consent")


@invariant("consent_text_without_consent")
def no_sham_consent(content: Content) -> Iterator[Finding]:
    """No second basis, and nobody is asked where the answer changes nothing."""
    for path, entry in _purposes(content):
        if entry.legal.art6 != LegalBasis.CONSENT and entry.legal.consent is not None:
            yield Finding("consent_text_without_consent", f"{path}.legal.consent")


@invariant("interest_without_balancing")
def legitimate_interest_is_balanced(content: Content) -> Iterator[Finding]:
    for path, entry in _purposes(content):
        if (entry.legal.art6 == LegalBasis.LEGITIMATE_INTEREST) != (entry.legal.balancing_test is not None):
            yield Finding("interest_without_balancing", f"{path}.legal.balancing_test")


@invariant("interest_without_objection")
def legitimate_interest_can_be_objected_to(content: Content) -> Iterator[Finding]:
    """Art. 21(1) GDPR, and an equal alternative for whoever objects."""
    for path, entry in _purposes(content):
        if entry.legal.art6 != LegalBasis.LEGITIMATE_INTEREST:
            continue
        if entry.switch.control != "opt_out" or entry.alternative is None:
            yield Finding("interest_without_objection", f"{path}.switch.control")


@invariant("duty_without_statute")
def legal_duty_names_its_statute(content: Content) -> Iterator[Finding]:
    for path, entry in _purposes(content):
        if entry.legal.art6 == LegalBasis.LEGAL_DUTY and not entry.legal.statute:
            yield Finding("duty_without_statute", f"{path}.legal.statute")


@invariant("agreement_as_basis")
def works_agreement_is_no_basis(content: Content) -> Iterator[Finding]:
    """C-34/21, C-65/23: a works agreement is a safeguard and never the basis."""
    for path, entry in _purposes(content):
        if entry.legal.art6.lower() in COLLECTIVE:
            yield Finding("agreement_as_basis", f"{path}.legal.art6", (("art6", entry.legal.art6),))


@invariant("unknown_basis")
def basis_is_one_of_four(content: Content) -> Iterator[Finding]:
    known = {basis.value for basis in LegalBasis} | COLLECTIVE
    for path, entry in _purposes(content):
        if entry.legal.art6.lower() not in known:
            yield Finding("unknown_basis", f"{path}.legal.art6", (("art6", entry.legal.art6),))


@invariant("switch_without_effect")
def switch_fits_the_basis(content: Content) -> Iterator[Finding]:
    for path, entry in _purposes(content):
        switchable = entry.legal.art6 in (LegalBasis.CONSENT, LegalBasis.LEGITIMATE_INTEREST)
        if switchable and (entry.switch.control == "none" or entry.switch.by != "self"):
            yield Finding("switch_without_effect", f"{path}.switch")
        if not switchable and entry.switch.control != "none":
            yield Finding("switch_without_effect", f"{path}.switch")


@invariant("alternative_not_equal")
def alternative_is_equal(content: Content) -> Iterator[Finding]:
    for path, entry in _purposes(content):
        if entry.alternative is None:
            continue
        parity = entry.alternative.parity
        if not parity.same_items or parity.max_extra_clicks > 1 or parity.visible_to_others:
            yield Finding("alternative_not_equal", f"{path}.alternative.parity")


@invariant("aggregate_too_small")
def aggregates_have_ten_people(content: Content) -> Iterator[Finding]:
    for path, entry in _purposes(content):
        for role, level in entry.visibility.items():
            if isinstance(level, Aggregate) and level.k_min < K_MIN:
                yield Finding(
                    "aggregate_too_small", f"{path}.visibility.{role}", (("k_min", str(level.k_min)),)
                )


@invariant("role_without_visibility")
def every_role_is_named(content: Content) -> Iterator[Finding]:
    for path, entry in _purposes(content):
        for role in sorted(set(content.roles) ^ set(entry.visibility)):
            yield Finding("role_without_visibility", f"{path}.visibility.{role}", (("role", role),))


@invariant("manager_sees_individuals")
def managers_see_no_individuals(content: Content) -> Iterator[Finding]:
    for path, entry in _purposes(content):
        if entry.visibility.get("manager") == "individual":
            yield Finding("manager_sees_individuals", f"{path}.visibility.manager")


@invariant("undeclared_column")
def purposes_read_declared_columns(content: Content) -> Iterator[Finding]:
    for path, entry in _purposes(content):
        for data in entry.data:
            kind = content.data_types.get(data.type)
            if kind is None or data.columns == "all":
                continue
            for column in sorted(set(data.columns) - set(kind.columns)):
                yield Finding("undeclared_column", f"{path}.data.{data.type}.{column}", (("column", column),))


@invariant("unknown_data_type")
def data_types_exist(content: Content) -> Iterator[Finding]:
    for path, entry in _purposes(content):
        for name in (*(data.type for data in entry.data), *entry.produces):
            if name not in content.data_types:
                yield Finding("unknown_data_type", f"{path}.data.{name}", (("data_type", name),))


@invariant("unknown_retention_class")
def retention_classes_exist(content: Content) -> Iterator[Finding]:
    for name, kind in content.data_types.items():
        if kind.retention not in content.retention_classes:
            yield Finding(
                "unknown_retention_class", f"data_types.{name}.retention", (("class", kind.retention),)
            )


@invariant("unknown_start_field")
def retention_starts_at_a_column(content: Content) -> Iterator[Finding]:
    """A class that counts from an event needs a column of the data type to count from."""
    for name, kind in content.data_types.items():
        rule = content.retention_classes.get(kind.retention)
        if rule is None:
            continue
        counts_from_row = rule.start in ("event_time", "decision_time")
        field = kind.start_field
        if counts_from_row != (field is not None) or (field is not None and field not in kind.columns):
            yield Finding("unknown_start_field", f"data_types.{name}.start_field", (("column", str(field)),))


@invariant("unknown_store")
def stores_exist(content: Content) -> Iterator[Finding]:
    for name, kind in content.data_types.items():
        for store in kind.stores:
            if store not in content.stores:
                yield Finding("unknown_store", f"data_types.{name}.stores", (("store", store),))


@invariant("special_without_art9")
def special_data_have_an_art9_basis(content: Content) -> Iterator[Finding]:
    """Art. 9(2) GDPR; data from which something special can be inferred count as special (C-184/20)."""
    for path, entry in _purposes(content):
        kinds = (content.data_types.get(data.type) for data in entry.data)
        is_special = any(kind is not None and kind.special != "none" for kind in kinds)
        if is_special and entry.legal.art9 not in ART9_BASES:
            yield Finding("special_without_art9", f"{path}.legal.art9", (("art9", entry.legal.art9),))


@invariant("missing_language")
def texts_speak_both_languages(content: Content) -> Iterator[Finding]:
    for path, text in _texts(content, ""):
        for language in ("de", "en"):
            if not getattr(text, language).strip():
                yield Finding("missing_language", f"{path}.{language}", (("language", language),))


def _texts(value: object, path: str) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, PurposeEntry | Part):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), f"{path}.{name.rstrip('_')}".lstrip("."))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, f"{path}.{name}")
    elif isinstance(value, tuple):
        for position, inner in enumerate(value):
            yield from _texts(inner, f"{path}.{getattr(inner, 'id', position)}")


@invariant("exemption_with_profiling")
def profiling_claims_no_exemption(content: Content) -> Iterator[Finding]:
    """Art. 6(3) AI Act, last sentence."""
    for name, system in content.ai_systems.items():
        if system.profiling and system.art6_3_exemption_claimed:
            yield Finding("exemption_with_profiling", f"ai_systems.{name}.art6_3_exemption_claimed")


@invariant("prohibited_ai")
def prohibited_ai_is_refused(content: Content) -> Iterator[Finding]:
    """Art. 5 AI Act. An unknown class is refused with it."""
    for name, system in content.ai_systems.items():
        if system.risk_class not in AI_CLASSES:
            yield Finding("prohibited_ai", f"ai_systems.{name}.risk_class", (("class", system.risk_class),))


@invariant("unknown_ai_system")
def ai_systems_exist(content: Content) -> Iterator[Finding]:
    for path, entry in _purposes(content):
        if entry.ai_system is not None and entry.ai_system not in content.ai_systems:
            yield Finding("unknown_ai_system", f"{path}.ai_system", (("ai_system", entry.ai_system),))


@invariant("unknown_recipient")
def recipients_exist(content: Content) -> Iterator[Finding]:
    for path, entry in _purposes(content):
        for name in entry.recipients:
            if name != "none" and name not in content.recipients:
                yield Finding("unknown_recipient", f"{path}.recipients", (("recipient", name),))


@invariant("transfer_without_mechanism")
def transfers_have_a_mechanism(content: Content) -> Iterator[Finding]:
    """Art. 44 ff. GDPR."""
    for path, entry in _purposes(content):
        if entry.third_country != "none" and not entry.third_country.mechanism.strip():
            yield Finding("transfer_without_mechanism", f"{path}.third_country.mechanism")


@invariant("dpia_missing")
def dpia_is_there(content: Content) -> Iterator[Finding]:
    """Art. 35 GDPR; a required assessment names its reasons and its risks."""
    for path, entry in _purposes(content):
        if entry.dpia is None or (entry.dpia.required and not (entry.dpia.because and entry.dpia.risks)):
            yield Finding("dpia_missing", f"{path}.dpia")


@invariant("necessity_missing")
def every_datum_is_necessary(content: Content) -> Iterator[Finding]:
    for path, entry in _purposes(content):
        for data in entry.data:
            if not (data.necessary.de.strip() or data.necessary.en.strip()):
                yield Finding("necessity_missing", f"{path}.data.{data.type}.necessary")


@invariant("not_the_owner")
def only_the_owner_produces(content: Content) -> Iterator[Finding]:
    produced = {entry.id: set(entry.produces) for entry in content.purposes}
    for path, entry in _purposes(content):
        for name in entry.produces:
            kind = content.data_types.get(name)
            if kind is not None and kind.owner != entry.id:
                yield Finding("not_the_owner", f"{path}.produces.{name}", (("owner", kind.owner),))
    for name, kind in content.data_types.items():
        if name not in produced.get(kind.owner, set()):
            yield Finding("not_the_owner", f"data_types.{name}.owner", (("owner", kind.owner),))


@invariant("produces_without_writing")
def producing_needs_the_right_to_add(content: Content) -> Iterator[Finding]:
    for path, entry in _purposes(content):
        adds = {data.type for data in entry.data if "add" in data.writes}
        for name in sorted(set(entry.produces) - adds):
            yield Finding("produces_without_writing", f"{path}.produces.{name}", (("data_type", name),))


@invariant("duplicate")
def names_are_unique(content: Content) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, entry in _purposes(content):
        if entry.id in seen:
            yield Finding("duplicate", path, (("purpose", entry.id),))
        seen.add(entry.id)
        types = [data.type for data in entry.data]
        for name in sorted({name for name in types if types.count(name) > 1}):
            yield Finding("duplicate", f"{path}.data.{name}", (("data_type", name),))
    tables = [kind.table for kind in content.data_types.values()]
    for table in sorted({table for table in tables if tables.count(table) > 1}):
        yield Finding("duplicate", f"data_types.{table}", (("table", table),))


@invariant("forbidden_uses_incomplete")
def delicate_uses_are_forbidden(content: Content) -> Iterator[Finding]:
    for path, entry in _purposes(content):
        for use in sorted(FORBIDDEN_EVERYWHERE - set(entry.forbidden_uses)):
            yield Finding("forbidden_uses_incomplete", f"{path}.forbidden_uses", (("use", use),))


@invariant("approvals_missing")
def everybody_approves_but_duties(content: Content) -> Iterator[Finding]:
    """Only what the law commands (letter c) runs without approval: nobody can vote a right of access away."""
    for path, entry in _purposes(content):
        needed = set() if entry.legal.art6 == LegalBasis.LEGAL_DUTY else set(PARTIES)
        if set(entry.approvals) != needed:
            yield Finding("approvals_missing", f"{path}.approvals")


@invariant("automated_decision")
def nothing_decides_about_people(content: Content) -> Iterator[Finding]:
    """Art. 22 GDPR."""
    for path, entry in _purposes(content):
        if entry.decision.art22:
            yield Finding("automated_decision", f"{path}.decision.art22")
