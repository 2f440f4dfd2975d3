"""Sign in with user name and password; in demo mode the page also offers the invented people."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse

from eigenart.delivery.web.appearance import remember_language
from eigenart.people.services import actor_of, employee_of


class SignIn(LoginView):
    """The customary form; afterwards the portal speaks the language that the person chose before."""

    template_name = "web/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        employee = employee_of(actor_of(form.get_user()))
        if employee is not None and employee.language:
            remember_language(response, employee.language)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if settings.EIGENART.is_demo:
            context["personas"] = import_module("eigenart.delivery.demo.personas").PERSONAS
        return context
