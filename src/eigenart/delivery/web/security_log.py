"""What concerns security becomes a line of the log: sign-ins, refusals, limits. Who it was stays out (ASVS 16.3).

Role and page are enough to see an attack; the person behind a reading of data is in the audit log, as a pseudonym.
"""

from collections.abc import Callable
from typing import Any, Final

import structlog
from allauth.mfa.signals import authentication_failed
from django.contrib.auth import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

NOTED: Final = frozenset({400, 403, 413, 429})
Respond = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger(__name__)


def refusals_noted(respond: Respond) -> Respond:
    """Middleware: a line for each answer that refuses, with the page's name instead of its address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        if response.status_code in NOTED:
            match = request.resolver_match
            actor = getattr(request, "actor", None)
            log.warning(
                "refused",
                status=response.status_code,
                page=match.view_name if match else "",
                method=request.method if request.method in ("GET", "HEAD", "POST") else "other",
                role=actor.label if actor is not None else "",
            )
        return response

    return middleware


@receiver(user_logged_in)
def signed_in(**more: Any) -> None:
    log.info("signed_in")


@receiver(user_logged_out)
def signed_out(**more: Any) -> None:
    log.info("signed_out")


@receiver(user_login_failed)
def wrong_password(**more: Any) -> None:
    log.warning("sign_in_failed", step="password")


@receiver(authentication_failed)
def wrong_code(**more: Any) -> None:
    log.warning("sign_in_failed", step="code")
