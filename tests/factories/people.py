"""Logins of employees, for tests that act through a page."""

from django.contrib.auth.models import User
from django.test import Client

from eigenart.people.models import Employee


def user_of(employee: Employee) -> User:
    assert employee.user is not None
    return employee.user


def sign_in(client: Client, employee: Employee) -> Client:
    client.force_login(user_of(employee))
    return client
