"""The request as every view behind the login sees it. The middleware of the portal fills `actor`."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from eigenart.people.actor import Actor


class ActingRequest(HttpRequest):
    """A request with the actor behind it, and what HTMX says about itself."""

    actor: Actor
    htmx: HtmxDetails
