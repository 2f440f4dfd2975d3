"""My sign-in: open sessions and the second factor. allauth decides, these pages only look like the portal."""

from allauth.account.views import PasswordChangeView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.contrib import messages
from django.contrib.auth import logout
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eigenart.delivery.web import second_factor, sessions
from eigenart.people.requests import ActingRequest
from eigenart.people.services import actor_of


@require_safe
def account(request: ActingRequest) -> HttpResponse:
    """Where I am signed in, and whether I have a second factor."""
    assert request.user.is_authenticated
    actor = actor_of(request.user)
    context = {
        "sessions": sessions.own(request.user, here=request.session.session_key),
        "has_factor": second_factor.is_set_up(request.user),
        "needs_factor": actor.has_role(*second_factor.NEEDED_BY),
        "is_waiting": second_factor.is_missing(request, actor),
    }
    return render(request, "web/account/page.html", context)


@require_POST
def end_sessions(request: ActingRequest) -> HttpResponse:
    """Sign out everywhere: elsewhere only, or here as well."""
    assert request.user.is_authenticated
    if request.POST.get("where") == "elsewhere":
        sessions.end_all(request.user, but=request.session.session_key)
        messages.success(request, _("You are signed out everywhere else."))
        return HttpResponseRedirect(resolve_url("web:account"))
    sessions.end_all(request.user)
    logout(request)
    return HttpResponseRedirect(resolve_url("web:login"))


class AskCode(AuthenticateView):
    """The second step of signing in."""

    template_name = "web/account/code.html"


class AskPasswordAgain(ReauthenticateView):
    """Before something about the sign-in changes."""

    template_name = "web/account/password_again.html"


class AskCodeAgain(ReauthenticateByCodeView):
    """The same for somebody with a second factor."""

    template_name = "web/account/code.html"


class SetUp(ActivateTOTPView):
    """Scan, confirm with one code; sessions elsewhere end, for they were begun with less."""

    template_name = "web/account/set_up.html"

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_factor.shown(self.request)
        sessions.end_all(self.request.user, but=self.request.session.session_key)
        return response


class ChangePassword(PasswordChangeView):
    """With the present one; sessions elsewhere end by themselves, because the password is part of them."""

    template_name = "web/account/password.html"
    success_url = reverse_lazy("web:account")

    def form_valid(self, form: Form) -> HttpResponse:
        messages.success(
            self.request, _("Your new password counts from now on. You are signed out elsewhere.")
        )
        response: HttpResponse = super().form_valid(form)
        return response


class TurnOff(DeactivateTOTPView):
    """Sign in with the password alone again; roles then wait."""

    template_name = "web/account/turn_off.html"


class Codes(ViewRecoveryCodesView):
    """The codes for the day the device is lost; shown once."""

    template_name = "web/account/codes.html"


class NewCodes(GenerateRecoveryCodesView):
    """New codes; the old ones stop working."""

    template_name = "web/account/new_codes.html"
