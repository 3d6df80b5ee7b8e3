"""What it amounted to: themes, findings, the report."""

from django.apps import AppConfig


class SynthesisConfig(AppConfig):
    name = "synthesis"

    def ready(self) -> None:
        from consult import cloning
        from synthesis.actions import wiping

        cloning.counting["synthesis"] = wiping.count
        cloning.wiping["synthesis"] = wiping.wipe
