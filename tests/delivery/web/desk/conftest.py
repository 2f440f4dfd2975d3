"""Logins of every role, so that the desk can be tried by each."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from eigenart.people.models import Role

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def as_role(make_employee: Callable[..., Any], approved_register: None) -> Callable[..., Client]:
    """A client of somebody with these roles; the client speaks English."""

    def login(*roles: Role) -> Client:
        client = Client(**ENGLISH)
        client.force_login(make_employee("Office", "Holder", roles=roles).user)
        return client

    return login
