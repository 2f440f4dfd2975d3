"""The label of Art. 50 AI Act on a suggestion, in the words of the register. Used by the card."""

from django import template

from eigenart.delivery.web.register_sheets import local
from eigenart.personalisation import registry
from eigenart.personalisation.registry import UnknownSurface
from eigenart.privacy import in_force
from eigenart.register.loader import RegisterInvalid, RegisterUnreadable
from eigenart.register.read import NotRegistered

register = template.Library()


@register.simple_tag
def ai_label(item_key: str) -> str:
    """What the register calls a suggestion of the item's surface; empty where no AI system is behind it."""
    try:
        current = in_force.register()
        system = current.purpose(registry.surface_of(item_key).purpose).ai_system
    except (NotRegistered, UnknownSurface, RegisterInvalid, RegisterUnreadable):
        return ""
    return local(current.content.ai_systems[system].art50_label) if system else ""
