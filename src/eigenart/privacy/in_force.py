"""The register in force in this process. Read by gate, approvals, consent, policies and retention."""

from django.conf import settings

from eigenart.register.loader import load_active
from eigenart.register.read import Register
from eigenart.register.schema import PurposeEntry


def register() -> Register:
    """The company's register, or the one that ships; one `stat` a call, re-read when the file changes.

    Raises RegisterUnreadable or RegisterInvalid; the gate then refuses everything.
    """
    return load_active(settings.EIGENART.data_dir)


def serves_the_person(entry: PurposeEntry) -> bool:
    """Whether a purpose goes on while processing is restricted (Art. 18(2) GDPR): the person's own rights only."""
    return entry.legal.art6 == "c" and entry.scope != "population"
