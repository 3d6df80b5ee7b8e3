"""What happens: sessions, threads, recommendations, ballots."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions_app"

    def ready(self) -> None:
        from consult import privacy
        from sessions_app.actions.merging import merge

        privacy.merging["sessions"] = merge
