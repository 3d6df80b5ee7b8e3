"""What happens: sessions, threads, recommendations, ballots."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions_app"

    def ready(self) -> None:
        from consult import cloning, privacy
        from sessions_app.actions import cloning as own
        from sessions_app.actions.merging import merge
        from sessions_app.queries.own import own_data

        privacy.own_data["sessions"] = own_data
        privacy.merging["sessions"] = merge
        cloning.copying["sessions"] = own.copy
        cloning.counting["sessions"] = own.count
        cloning.wiping["sessions"] = own.wipe
