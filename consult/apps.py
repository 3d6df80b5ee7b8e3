"""Who is consulted, under what rules."""

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate


class ConsultConfig(AppConfig):
    name = "consult"

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed

        from consult import privacy, record
        from consult.adapter import forget_other_sessions
        from consult.queries.people import own_data

        privacy.own_data["people"] = own_data
        email_confirmed.connect(forget_other_sessions)
        post_migrate.connect(record.install_guards, sender=self)
        register(record.check_guards, "database", deploy=False)
