"""What it amounted to: themes, findings, the report."""

from django.apps import AppConfig


class SynthesisConfig(AppConfig):
    name = "synthesis"
