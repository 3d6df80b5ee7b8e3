"""What it amounted to: themes, findings, the report."""

from django.apps import AppConfig


class SynthesisConfig(AppConfig):
    name = "synthesis"

    def ready(self) -> None:
        from django.core import checks

        from consult import cloning, privacy
        from sessions_app.actions import away, clock
        from sessions_app.queries import notice
        from synthesis.actions import house, publishing, reminding, taking_back, wiping
        from synthesis.actions.merging import merge
        from synthesis.queries.own import own_data
        from synthesis.queries.telling import drafts_to_comment
        from synthesis.rules.assistant import trouble

        privacy.own_data["synthesis"] = own_data
        privacy.merging["synthesis"] = merge
        notice.drafts["synthesis"] = drafts_to_comment
        clock.due["comments reminded of"] = reminding.remind_due
        away.holding["reports and what was circulated"] = taking_back.hold
        away.following["reports under embargo"] = publishing.hold_back
        away.following["drafts that were circulated"] = taking_back.out_of_circulated
        clock.due["reports that a stricter rule keeps back"] = publishing.hold_back_tightened
        clock.due["reports whose embargo ended"] = publishing.open_due
        cloning.copying["synthesis"] = house.copy
        cloning.counting["synthesis"] = wiping.count
        cloning.wiping["synthesis"] = wiping.wipe

        @checks.register
        def assistant(**_options: object) -> list[checks.CheckMessage]:
            words = trouble()
            return [checks.Warning(f"The drafting assistant stays off: {words}", id="synthesis.W001")] if words else []
