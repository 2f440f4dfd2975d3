"""Django app of the background jobs; procrastinate finds `tasks` by itself."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "eigenart.delivery.jobs"
    label = "jobs"
