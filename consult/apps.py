"""Who is consulted, under what rules."""

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate


class ConsultConfig(AppConfig):
    name = "consult"

    def ready(self) -> None:
        from consult import record

        post_migrate.connect(record.install_guards, sender=self)
        register(record.check_guards, "database", deploy=False)
