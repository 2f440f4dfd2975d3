"""Tags and filters that every page shares: icons, Eigenform, durations, shares. Loaded as `{% load portal %}`."""

import re
from functools import cache
from importlib.resources import files

from django import template
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from eigenart.delivery.web import eigenform as forms

register = template.Library()
FALLBACK_ICON = "circle"


@cache
def known_icons() -> frozenset[str]:
    sprite = files("eigenart.delivery.web").joinpath("static/web/icons.svg").read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """One icon of the sprite, hidden from screen readers: the words beside it say the same."""
    known = name if name in known_icons() else FALLBACK_ICON
    return format_html(
        '<svg class="icon {}" width="20" height="20" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        classes,
        static("web/icons.svg"),
        known,
    )


@register.simple_tag
def eigenform(seed: object, size: int = 40, classes: str = "") -> SafeString:
    """The form of one person (or thing) as a picture without meaning for screen readers."""
    form = forms.eigenform(str(seed))
    rings = format_html_join("", '<path d="{}"></path>', ((ring,) for ring in form.rings))
    return format_html(
        '<svg class="eigenform hue-{} {}" viewBox="0 0 100 100" width="{}" height="{}" '
        'aria-hidden="true" focusable="false">{}</svg>',
        form.hue,
        classes,
        size,
        size,
        rings,
    )


@register.filter
def duration(minutes: int | None) -> str:
    """Working time as people say it: `25 min`, `2 h`, `1 h 30 min`; empty if unknown."""
    if not minutes:
        return ""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}
    return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


@register.filter
def percent(share: float | None) -> int:
    """A share of -1..1 as a whole number of per cent without its sign."""
    return round(abs(share or 0.0) * 100)


@register.filter
def code_class(code: str) -> str:
    """A code as the end of a class name; anything but a plain word becomes `other`."""
    return code if re.fullmatch(r"[a-z][a-z0-9-]*", code) else "other"


@register.filter
def fact_anchor(fact_id: str) -> str:
    """The anchor of one fact on My data."""
    return f"fact-{fact_id}"


@register.filter
def undo_address(extra_tags: str | None) -> str:
    """Where a message can be taken back: messages carry `undo:<address>` as their extra tag."""
    _before, _mark, address = (extra_tags or "").partition("undo:")
    return address if address.startswith("/") and not address.startswith("//") else ""


@register.filter
def figure(number: int) -> str:
    """A whole number with its thousands apart, as the language writes it: `14.949`, `14,949`."""
    return number_format(number, force_grouping=True)
