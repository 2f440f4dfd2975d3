"""Each kind of difference between register and running system in words; for alarm, page and command."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Final[Mapping[str, str | Promise]] = {
    "register_unreadable": _("The register cannot be read:"),
    "register_invalid": _("The register breaks its own rules:"),
    "not_comparable": _("A comparison could not be made:"),
    "route_undeclared": _("A page runs that the register does not name:"),
    "route_missing": _("A page of the register does not run:"),
    "route_other_view": _("A page is answered by another part of the program than the register says:"),
    "route_other_audience": _("A page is open to others than the register says:"),
    "guard_missing": _("A guard of all pages is missing:"),
    "job_undeclared": _("A background job runs that the register does not name:"),
    "job_missing": _("A background job of the register does not run:"),
    "job_other_schedule": _("A background job runs at other times than the register says:"),
    "job_other_function": _("A background job does something else than its name says:"),
    "egress_undeclared": _("The portal is set up to reach a computer that the register does not name:"),
    "approval_forged": _("An approval is not signed by the party whose name it bears:"),
    "approval_same_login": _("One login approved for two parties:"),
    "approval_other_key": _("An approval was signed with another key than expected:"),
}
MODEL: Final = _("A table of the program and the register differ:")
MISSING: Final = _("The database lacks what the register asks for:")
TOO_MUCH: Final = _("The database holds or allows what the register does not name:")


def sentence(code: str) -> str:
    """The beginning of a sentence that the detail ends."""
    if code in KINDS:
        return str(KINDS[code])
    if code.startswith("model_"):
        return str(MODEL)
    return str(MISSING if code.endswith("_missing") or code == "trigger_off" else TOO_MUCH)
