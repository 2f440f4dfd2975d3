"""Django app of the demo company."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "eigenart.delivery.demo"
    label = "demo"
