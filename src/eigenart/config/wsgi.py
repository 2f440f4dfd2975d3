"""The WSGI application that granian serves. It loads models and catalogue before the first person asks."""

import gc
import os

import structlog
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eigenart.config.settings")


def prepared(handler: WSGIHandler) -> WSGIHandler:
    """Rank once for nobody, so that no first visitor waits; what is loaded then is left out of garbage collection.

    A database that is not migrated yet is no reason not to start: pages will say what is wrong.
    """
    from django.db import DatabaseError, connections
    from django.urls import reverse
    from django.utils import timezone

    from eigenart.personalisation import ranking

    reverse("web:home")  # reads all addresses
    try:
        ranking.warm_up(timezone.now())
    except DatabaseError as error:
        structlog.get_logger(__name__).warning("not_warmed_up", reason=type(error).__name__)
    connections.close_all()
    gc.collect()
    gc.freeze()
    return handler


application = prepared(get_wsgi_application())
