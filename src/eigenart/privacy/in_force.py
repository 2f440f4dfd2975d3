"""The register in force in this process. Read by gate, approvals, consent, policies and retention."""

from django.conf import settings

from eigenart.register.loader import load_active
from eigenart.register.read import Register


def register() -> Register:
    """The company's register, or the one that ships; one `stat` a call, re-read when the file changes.

    Raises RegisterUnreadable or RegisterInvalid; the gate then refuses everything.
    """
    return load_active(settings.EIGENART.data_dir)
