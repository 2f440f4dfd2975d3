"""A register that was read: the questions that gate, consent page, policies and retention ask it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eigenart.core.consent import Control, DataCategory, LegalBasis, Purpose, PurposeTerms
from eigenart.register.canonical import fingerprint
from eigenart.register.schema import Content, DataType, PurposeData, PurposeEntry, Report, RetentionClass


class NotRegistered(KeyError):
    """The register does not know this purpose, data type or class. Final while the register stays."""

    code = "not_registered"
    is_final = True


@dataclass(frozen=True)
class Register:
    """Content plus the plain data it was read from, which alone is what the hash covers."""

    content: Content
    plain: dict[str, Any]

    @cached_property
    def hash(self) -> str:
        return fingerprint(self.plain)

    @cached_property
    def purposes(self) -> dict[Purpose, PurposeEntry]:
        return {Purpose(entry.id): entry for entry in self.content.purposes}

    @cached_property
    def gated(self) -> dict[DataCategory, DataType]:
        """The data types that only a grant opens."""
        types = self.content.data_types.items()
        return {DataCategory(name): kind for name, kind in types if kind.access == "gate"}

    def purpose(self, purpose: str) -> PurposeEntry:
        """Raises NotRegistered."""
        try:
            return self.purposes[Purpose(purpose)]
        except KeyError:
            raise NotRegistered(purpose) from None

    def data_type(self, category: str) -> DataType:
        """Raises NotRegistered."""
        try:
            return self.content.data_types[category]
        except KeyError:
            raise NotRegistered(category) from None

    def report(self, report: str) -> Report:
        """One of the closed list of counts about groups. Raises NotRegistered."""
        try:
            return self.content.reports[report]
        except KeyError:
            raise NotRegistered(report) from None

    def retention(self, category: str) -> RetentionClass:
        """The Löschklasse of a data type. Raises NotRegistered."""
        return self.content.retention_classes[self.data_type(category).retention]

    def optional_purposes(self) -> tuple[PurposeEntry, ...]:
        """The purposes that a person can switch, in the order of the file."""
        return tuple(entry for entry in self.content.purposes if entry.switch.control != "none")

    def entry(self, purpose: str, category: str) -> PurposeData | None:
        """What a purpose says about one data type, None if it does not touch it."""
        return next((data for data in self.purpose(purpose).data if data.type == category), None)

    def columns(self, purpose: str, category: str) -> frozenset[str]:
        """The columns of a data type that a purpose may read; none if it does not touch it."""
        data = self.entry(purpose, category)
        if data is None:
            return frozenset()
        return frozenset(self.data_type(category).columns if data.columns == "all" else data.columns)

    def gated_columns(self, purpose: str) -> dict[DataCategory, frozenset[str]]:
        """Columns by data type, for the data types that only a grant opens. Raises NotRegistered."""
        touched = (DataCategory(data.type) for data in self.purpose(purpose).data)
        return {category: self.columns(purpose, category) for category in touched if category in self.gated}

    def terms(self, purpose: str) -> PurposeTerms:
        """What `core.consent.decide` needs to know. Raises NotRegistered."""
        entry = self.purpose(purpose)
        if entry.id not in self._terms:
            self._terms[entry.id] = PurposeTerms(
                purpose=Purpose(entry.id),
                version=entry.version,
                basis=LegalBasis(entry.legal.art6),
                control=Control(entry.switch.control),
                text_hash=self.text_hash(purpose),
            )
        return self._terms[entry.id]

    @cached_property
    def _terms(self) -> dict[str, PurposeTerms]:
        """The gate asks at every opening, and a register never changes: one fingerprint a purpose is enough."""
        return {}

    def text_hash(self, purpose: str) -> str:
        """sha256 of what a person agrees to: the words, and the data they are about."""
        entry = self.purpose(purpose)
        consent = entry.legal.consent
        return fingerprint(
            {
                "id": entry.id,
                "version": entry.version,
                "title": entry.title.model_dump(),
                "why": entry.why.model_dump(),
                "consent": consent.model_dump() if consent else None,
                "data": {data.type: sorted(self.columns(purpose, data.type)) for data in entry.data},
            }
        )
