"""What happens: sessions, threads, recommendations, ballots."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SessionsConfig(AppConfig):
    name = "sessions_app"

    def ready(self) -> None:
        from consult import cloning, privacy
        from sessions_app.actions import cloning as own
        from sessions_app.actions import wiping
        from sessions_app.actions.merging import merge
        from sessions_app.queries.own import own_data

        privacy.own_data["sessions"] = own_data
        privacy.merging["sessions"] = merge
        cloning.copying["sessions"] = own.copy
        cloning.counting["sessions"] = own.count
        cloning.wiping["sessions"] = own.wipe
        post_migrate.connect(wiping.keep_out_of_statistics, sender=self)
