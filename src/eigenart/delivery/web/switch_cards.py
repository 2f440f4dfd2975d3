"""The switches of one person as cards in plain words, with everything that was said before. Called by my_data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from eigenart.core.consent import ConsentEvent, Control, DecisionCode, EventKind
from eigenart.delivery.web.register_pages import waiting_for
from eigenart.delivery.web.register_sheets import PurposeSheet, sheet
from eigenart.people.services import Actor
from eigenart.privacy import consent
from eigenart.privacy.consent import Switch
from eigenart.privacy.grant import Refusal
from eigenart.register.read import Register

SAID: Mapping[EventKind, str | Promise] = {
    EventKind.GIVEN: _("You agreed"),
    EventKind.WITHDRAWN: _("You withdrew your consent"),
    EventKind.OBJECTED: _("You switched it off"),
    EventKind.OBJECTION_LIFTED: _("You switched it on again"),
}


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One earlier decision in words."""

    words: str
    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class SwitchCard:
    """One optional purpose of one person; every word is ready to be printed."""

    sheet: PurposeSheet
    is_on: bool
    state: str
    since: datetime | None
    text_hash: str
    on_words: str
    off_words: str
    waiting_for: tuple[str, ...]
    is_outdated: bool
    history: tuple[SaidLine, ...]


def cards(
    switches: Iterable[Switch], events: Iterable[ConsentEvent], register: Register
) -> tuple[SwitchCard, ...]:
    """One card for each switch, in the order given."""
    said = list(events)
    return tuple(_card(switch, said, register) for switch in switches)


def turn(actor: Actor, purpose: str, *, register: Register, is_on: bool) -> Switch | Refusal:
    """Switch one purpose of the actor on or off; which statement that is, the register says."""
    if actor.employee_id is None:
        return Refusal("actor_not_allowed", register.terms(purpose).purpose, is_final=True)
    is_opt_in = register.terms(purpose).control is Control.OPT_IN
    if is_on:
        say = consent.give if is_opt_in else consent.lift_objection
    else:
        say = consent.withdraw if is_opt_in else consent.object_to
    return say(actor, actor.employee_id, purpose, language=(get_language() or "de")[:2])


def _card(switch: Switch, said: list[ConsentEvent], register: Register) -> SwitchCard:
    purpose = switch.entry.id
    is_opt_in = Control(switch.entry.switch.control) is Control.OPT_IN
    own = [event for event in reversed(said) if event.purpose == purpose]
    return SwitchCard(
        sheet=sheet(register, purpose),
        is_on=switch.is_on,
        state=gettext("On") if switch.is_on else gettext("Off"),
        since=switch.changed_at,
        text_hash=register.text_hash(purpose),
        on_words=gettext("Yes") if is_opt_in else gettext("On"),
        off_words=gettext("No") if is_opt_in else gettext("Off"),
        waiting_for=waiting_for(register, purpose),
        is_outdated=switch.code is DecisionCode.OUTDATED,
        history=tuple(SaidLine(str(SAID[e.kind]), e.at, e.version) for e in own),
    )
