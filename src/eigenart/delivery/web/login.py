"""Sign in with user name and password; in demo mode the page also offers the invented people."""

from importlib import import_module
from typing import Any

from allauth.account.views import LoginView
from django.conf import settings


class SignIn(LoginView):
    """The customary form; a second factor is asked for afterwards where the person has one."""

    template_name = "web/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["next"] = context.get("redirect_field_value", "")
        if settings.EIGENART.is_demo:
            context["personas"] = import_module("eigenart.delivery.demo.personas").PERSONAS
        return context
