"""Django app of the background jobs; procrastinate finds `tasks` by itself. Listens for changes that models follow."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "eigenart.delivery.jobs"
    label = "jobs"

    def ready(self) -> None:
        from eigenart.delivery.jobs import defer, erasing
        from eigenart.privacy import changes

        changes.listen(defer.refresh_models)
        erasing.register()
