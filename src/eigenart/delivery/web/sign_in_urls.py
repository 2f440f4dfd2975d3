"""Addresses under the names that allauth asks for, which know no namespace. Included at the root by config."""

from django.urls import path

from eigenart.delivery.web import factor_pages
from eigenart.delivery.web.login import SignIn

urlpatterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("login/code/", factor_pages.AskCode.as_view(), name="mfa_authenticate"),
    path("account/password/", factor_pages.ChangePassword.as_view(), name="account_change_password"),
    path("account/again/", factor_pages.AskPasswordAgain.as_view(), name="account_reauthenticate"),
    path("account/again/code/", factor_pages.AskCodeAgain.as_view(), name="mfa_reauthenticate"),
    path("account/", factor_pages.account, name="mfa_index"),
    path("account/second-factor/", factor_pages.SetUp.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/off/", factor_pages.TurnOff.as_view(), name="mfa_deactivate_totp"),
    path("account/codes/", factor_pages.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("account/codes/new/", factor_pages.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
]
