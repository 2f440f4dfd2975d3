"""The second factor: which roles count only with it, and whether this session has shown it. Called by the middleware.

Somebody with a role and without a second factor is an employee like everybody else until it is set up: nothing of
the role opens, and nobody is locked out of their own data.
"""

from dataclasses import replace
from typing import Any, Final

import structlog
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed, authenticator_used
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.dispatch import receiver
from django.http import HttpRequest

from eigenart.delivery.web import sessions
from eigenart.people.actor import Actor, Role
from eigenart.people.services import actor_of

NEEDED_BY: Final = frozenset({Role.HR, Role.EMPLOYER, Role.WORKS_COUNCIL, Role.DPO, Role.ADMIN})
"""Managers see nobody's data here, so their role opens nothing that would need more than a password."""
SHOWN: Final = "second_factor"
RESTS: Final = "role_rests"
log = structlog.get_logger(__name__)


def actor_behind(request: HttpRequest) -> Actor:
    """The actor of a request; roles that need a second factor count only after it was shown in this session."""
    actor = actor_of(request.user)
    setattr(request, RESTS, is_missing(request, actor))
    return replace(actor, roles=actor.roles - NEEDED_BY) if getattr(request, RESTS) else actor


def is_missing(request: HttpRequest, actor: Actor) -> bool:
    """Whether a role of this login waits for the second factor."""
    if not settings.SECOND_FACTOR_REQUIRED or not actor.has_role(*NEEDED_BY):
        return False
    return not request.session.get(SHOWN, False)


def is_set_up(user: AbstractBaseUser) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())


def reset(user: AbstractBaseUser) -> int:
    """Take the second factor away from somebody who lost the device, and end all sessions. Returns sessions ended."""
    Authenticator.objects.filter(user_id=user.pk).delete()
    ended = sessions.end_all(user)
    log.warning("second_factor_reset", sessions_ended=ended)
    return ended


@receiver(authenticator_used)
def shown(request: HttpRequest, **more: Any) -> None:
    request.session[SHOWN] = True


@receiver(authenticator_removed)
def taken_away(request: HttpRequest, **more: Any) -> None:
    request.session.pop(SHOWN, None)
    log.warning("second_factor_removed")
