"""How allauth signs somebody in here: no sign-up, no address kept, sealed secrets. Named in settings_security."""

import hashlib
import hmac
from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from eigenart.delivery.web.appearance import remember_language
from eigenart.people.services import actor_of, employee_of
from eigenart.privacy.seal import seal, unseal

ABOUT = "second-factor"
WRONG_LOGIN = _("User name or password is wrong. Please try again.")
TOO_OFTEN = _("Too many wrong attempts. Please wait five minutes and try again.")
WRONG_CODE = _("This code is wrong or too old. Please enter the code that the app shows now.")


class SignInAdapter(DefaultAccountAdapter):
    """Logins are made by the administrator; afterwards the portal speaks the language chosen before."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG_LOGIN,
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
        "incorrect_password": _("This password is wrong. Please try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """A digest that only this installation can make: attempts are counted, addresses are not stored."""
        found = str(super().get_client_ip(request))
        return hmac.new(settings.SECRET_KEY.encode(), found.encode(), hashlib.sha256).hexdigest()[:32]

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **more)
        employee = employee_of(actor_of(user))
        if employee is not None and employee.language:
            remember_language(response, employee.language)
        return response

    def add_message(self, *args: Any, **more: Any) -> None:
        """The pages say themselves what happened."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are stored sealed with the data key."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        return b64encode(seal(text.encode(), about=ABOUT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises CannotUnseal with another data key: the administrator then resets the factor."""
        return unseal(b64decode(encrypted_text), about=ABOUT).decode()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()
