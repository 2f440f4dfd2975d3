"""The shape of a purpose register, field by field. The rules between the fields are in `checks`.

Only what has no sensible meaning at all is refused here; what is merely forbidden is a finding of `checks`.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Identifier = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=60)
]
SqlName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
ClassId = Annotated[str, StringConstraints(pattern=r"^LK-[A-Z0-9]+$", max_length=20)]
Period = Annotated[str, StringConstraints(pattern=r"^P(\d+Y)?(\d+M)?(\d+D)?$", min_length=3)]
Change = Literal["add", "change", "remove"]


class Part(BaseModel):
    """Every part of the register: frozen, and closed against unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Text(Part):
    """One text in both languages; `checks` insists that both are there."""

    de: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        return (self.de or self.en) if language.startswith("de") else (self.en or self.de)


class Head(Part):
    """approve_within_days: a proposed register that the parties have not approved by then lapses."""

    id: Identifier
    version: int
    locale_default: Literal["de", "en"]
    approve_within_days: Annotated[int, Field(ge=7, le=365)] = 90


class Controller(Part):
    """Who is responsible. deletion: who answers for the rules of deletion; None until the company names somebody."""

    name: str
    address: str
    contact: str
    dpo: Text
    authority: Text
    deletion: Text | None = None


class DataType(Part):
    """A DIN 66398 Datenart: one table, one Löschregel, one owner. start_field: the column that the retention
    class counts from, if it counts from the row. access: through the gate, or by login."""

    title: Text
    what: Text
    fideslang: str
    special: Literal["none", "explicit", "inference_possible"]
    source: tuple[Literal["self", "hris", "app", "derived"], ...]
    owner: Identifier
    retention: ClassId
    start_field: SqlName | None
    table: SqlName
    columns: tuple[SqlName, ...]
    access: Literal["gate", "login"] = "gate"
    sealed: tuple[SqlName, ...] = ()
    stores: tuple[str, ...]


class RetentionClass(Part):
    """A DIN 66398 Löschklasse: when the clock starts and how long it runs."""

    title: Text
    start: Literal["event_time", "decision_time", "purpose_end", "contract_end"]
    period: Period
    backup_hold: Period


class Measure(Part):
    """A technical or organisational measure (Art. 32 GDPR); evidence: tests or pages that show it works."""

    title: Text
    articles: tuple[str, ...]
    evidence: tuple[str, ...]


class Interface(Part):
    """A way for data into the portal or out of it; there is no other. what: which data, for whom."""

    title: Text
    direction: Literal["in", "out"]
    formats: tuple[str, ...]
    what: Text
    purposes: tuple[Identifier, ...]


class Report(Part):
    """One count about groups of people; there is no other, and nobody can make one. Each value of the code's list of
    reports stands here. k_min: people a figure needs."""

    title: Text
    question: Text
    hierarchy: Literal["company", "department"]
    period: Literal["quarter"]
    k_min: Annotated[int, Field(ge=10)]
    purpose: Identifier


class Job(Part):
    """A background job; its key is its name in the program. schedule: as cron has it, None where only a person or
    another job starts it. purposes: those that it opens people's data for; none where it touches no such data."""

    schedule: str | None
    purposes: tuple[Identifier, ...]


class Route(Part):
    """A page of the portal; its key is its address. view: the part of the program that answers. open_to: everybody
    (without login), login (whoever is logged in), or roles. purposes: those that it opens people's data for."""

    view: str
    open_to: tuple[str, ...]
    purposes: tuple[Identifier, ...]


class Egress(Part):
    """A way by which the portal itself reaches other computers; there is no other. recipient: none for a computer of
    the company's own, else who is named under recipients."""

    hosts: tuple[str, ...]
    what: Text
    recipient: str


class Store(Part):
    kind: Literal["db", "cache", "index", "model", "log", "mail", "file", "queue", "backup"]
    title: Text
    erase: Text


class Recipient(Part):
    """A processor with the fields of Art. 28 GDPR."""

    processor: str
    service: Text
    agreement_on: date
    subprocessors: tuple[str, ...]
    location: str
    transfer: str
    safeguards_ref: str
    certificates: tuple[str, ...]
    audited_on: date
    deletion_proof: str
    trains_on_our_data: Literal[False]


class Annex3(Part):
    point: str
    claim: Literal["outside", "inside"]
    reason: Text


class AiSystem(Part):
    """One AI system with what Art. 11, 13 and Annex IV of Regulation (EU) 2024/1689 ask for.

    logic: the procedure and principles actually applied, in plain words (Art. 13(2)(f) GDPR, C-203/22).
    effect: what the result means for a person. provider: None until the company says who provides the system.
    """

    title: Text
    intended_purpose: Text
    logic: Text
    effect: Text
    limits: tuple[Text, ...]
    provider: Text | None = None
    risk_class: str
    annex3: Annex3
    profiling: bool
    art6_3_exemption_claimed: bool
    model_card: str
    overseer: Text
    art50_label: Text


class BalancingTest(Part):
    """Art. 6(1)(f) GDPR: the weighing of interests, as it was made."""

    interest: Text
    necessity: Text
    impact: Text
    safeguards: Text
    outcome: Text
    reviewed_on: date


class ConsentText(Part):
    text: Text
    text_version: str
    separate: bool
    withdraw_steps_max: int


class CollectiveAgreement(Part):
    ref: str
    role: Literal["safeguard_not_legal_basis"]
    agreed_on: date | None


class Legal(Part):
    art6: str
    art9: str
    national: tuple[str, ...]
    balancing_test: BalancingTest | None = None
    consent: ConsentText | None = None
    statute: str = ""
    collective_agreement: CollectiveAgreement | None = None


class Switch(Part):
    enabled_by_default: bool
    control: Literal["opt_in", "opt_out", "none"]
    by: str


class Parity(Part):
    same_items: bool
    max_extra_clicks: int
    visible_to_others: bool


class Alternative(Part):
    id: Identifier
    title: Text
    parity: Parity


class PurposeData(Part):
    """What a purpose reads of one data type; `columns` is a list or the word `all`. writes: what it may change."""

    type: Identifier
    columns: tuple[SqlName, ...] | Literal["all"]
    necessary: Text
    minimise: Text | None = None
    writes: tuple[Change, ...] = ()


class Aggregate(Part):
    level: Literal["aggregate"]
    k_min: int


class DecisionType(Part):
    type: Literal["none", "suggestion_only", "preparation"]
    decides: str
    art22: bool


class ExplanationMethod(Part):
    method: str
    max_reasons: int
    counterfactual: bool


class FairnessMetrics(Part):
    exposure_ratio: float
    counterfactual_flip_rate_max: float


class FairnessTest(Part):
    groups: tuple[str, ...]
    unit: Literal["person"]
    metrics: FairnessMetrics
    verdict: Literal["three_state"]


class Rights(Part):
    access: bool
    portability: bool
    rectify: str
    object: str
    erase: str


class Risk(Part):
    """severity, likelihood, residual: 1 (low) to 4 (very high). measures: ids of the register's measures."""

    id: str
    text: Text
    severity: int
    likelihood: int
    measures: tuple[str, ...]
    residual: int


class Dpia(Part):
    """Art. 35 GDPR. dpo_advice, representatives_view: Art. 35(2) and (9), None until they were heard."""

    required: bool
    because: tuple[str, ...]
    risks: tuple[Risk, ...]
    dpo_advice: Text | None = None
    representatives_view: Text | None = None
    review_by: date | None = None


class Transfer(Part):
    countries: tuple[str, ...]
    mechanism: str


class PurposeEntry(Part):
    """One processing activity. scope: one person, one person's request that is carried out,
    the whole population, or the gate's own bookkeeping."""

    id: Identifier
    version: int
    status: Literal["draft", "reviewed", "agreed", "active", "suspended", "retired"]
    scope: Literal["person", "request", "population", "gate"]
    approvals: tuple[str, ...]
    title: Text
    why: Text
    subjects: tuple[str, ...]
    legal: Legal
    switch: Switch
    alternative: Alternative | None = None
    data: tuple[PurposeData, ...]
    produces: tuple[Identifier, ...]
    visibility: dict[str, Literal["none", "individual"] | Aggregate]
    recipients: tuple[str, ...]
    third_country: Literal["none"] | Transfer
    decision: DecisionType
    explanation: ExplanationMethod | None = None
    ai_system: Identifier | None = None
    forbidden_uses: tuple[str, ...]
    betrvg: tuple[str, ...]
    fairness: FairnessTest | None = None
    rights: Rights
    dpia: Dpia | None = None


class Content(Part):
    """Everything that a register file says."""

    register_: Head = Field(alias="register")
    controller: Controller
    stores: dict[str, Store]
    data_types: dict[Identifier, DataType]
    retention_classes: dict[ClassId, RetentionClass]
    recipients: dict[str, Recipient]
    interfaces: dict[Identifier, Interface]
    measures: dict[Identifier, Measure]
    reports: dict[Identifier, Report] = {}
    jobs: dict[str, Job] = {}
    routes: dict[str, Route] = {}
    egress: dict[Identifier, Egress] = {}
    roles: tuple[str, ...]
    ai_systems: dict[Identifier, AiSystem]
    purposes: tuple[PurposeEntry, ...]

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Content":
        """Build from plain data. Raises pydantic.ValidationError."""
        return cls.model_validate(plain)
