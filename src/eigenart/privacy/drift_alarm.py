"""Tells works council and data protection officer by mail that something else runs than the register says.

Called by `drift`, once for each new finding. Never a value about a person: names of tables, pages and jobs.
"""

from collections.abc import Sequence
from datetime import datetime
from smtplib import SMTPException
from typing import Final

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from eigenart.privacy import anchors, drift_words
from eigenart.privacy.catalog import Difference

MOST_SHOWN: Final = 20
log = structlog.get_logger(__name__)


def send(found: Sequence[Difference], *, at: datetime) -> int:
    """How many people were written to; 0 without a mail server or addresses."""
    if settings.EMAIL_BACKEND == anchors.NULL_BACKEND:
        return 0
    sent = 0
    for address in anchors.recipients():
        try:
            sent += EmailMessage(_subject(), _text(found, at), to=[address]).send()
        except (SMTPException, OSError) as error:
            log.error("drift_alarm_not_sent", error=type(error).__name__)
    return sent


def _subject() -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return gettext("Alarm: the portal does not run as the register says")


def _text(found: Sequence[Difference], at: datetime) -> str:
    """In both languages: nobody's language is known here."""
    parts = []
    for language in anchors.LANGUAGES:
        with translation.override(language):
            moment = date_format(timezone.localtime(at), "DATETIME_FORMAT")
            lead = gettext(
                "On %(moment)s the portal found that something else runs than the register says. Until this is "
                "repaired, all purposes that people may switch off rest. What was found:"
            ) % {"moment": moment}
            lines = [f"- {drift_words.sentence(one.code)} {one.detail}" for one in found[:MOST_SHOWN]]
            if len(found) > MOST_SHOWN:
                lines.append(gettext("and %(number)d more") % {"number": len(found) - MOST_SHOWN})
            parts.append("\n".join([lead, *lines]))
    return "\n\n".join(parts) + "\n"
