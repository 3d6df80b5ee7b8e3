"""What is shown no longer leaves the drafts that were circulated before: those who comment read it there otherwise.

For good: no draft that is written anew tells which paragraph of an older text stood on it.
"""

from typing import Any

from consult.models import Consultation
from sessions_app.queries.erased import text_mark
from sessions_app.rules.erased import Wanted
from synthesis.actions.removing_headings import reword
from synthesis.models.circulation import Circulation, DraftComment
from synthesis.models.report import Paragraph, Report, ReportState
from synthesis.queries.gone import gone_from, words_away


def hold(consultation_id: int) -> None:
    """Lock the reports under embargo, what was circulated and what was said on it, as whoever acts there does."""
    reports = Report.objects.filter(consultation=consultation_id, state=ReportState.EMBARGOED)
    circulations = Circulation.objects.filter(report__consultation=consultation_id)
    comments = DraftComment.objects.filter(circulation__report__consultation=consultation_id)
    for rows in (reports, circulations, comments):
        list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))


def out_of_circulated(consultation_id: int) -> None:
    """Put the mark in the place of each paragraph that tells it, and of its words in what was said on the draft.

    Inside the transaction of the act. What is published since is another matter: there it is a removal.
    """
    rows = Circulation.objects.filter(report__consultation=consultation_id).select_for_update(of=("self",))
    rows = rows.exclude(report__state__in=(ReportState.PUBLISHED, ReportState.WITHDRAWN)).select_related("report")
    circulated = list(rows)
    if not circulated:
        return
    mark = text_mark(Consultation.objects.values_list("language", flat=True).get(pk=consultation_id))
    words = words_away(consultation_id, mark)
    for row in circulated:
        gone = Paragraph.objects.filter(pk__in=gone_from(row.report))
        keys = {key or f"paragraph-{pk}" for pk, key in gone.values_list("pk", "key")}
        text = [_without(block, keys, words) for block in row.text]
        if text != row.text:
            Circulation.objects.filter(pk=row.pk).update(text=text)
    for comment in DraftComment.objects.filter(circulation__in=circulated):
        reword(comment, ("text", "wording"), [words])


def _without(block: dict[str, Any], keys: set[str], words: Wanted) -> dict[str, Any]:
    if block["key"] in keys:
        return {**block, "text": words.mark, "rows": []}
    return {**block, **{name: words.without_in(block[name]) for name in ("text", "label", "rows")}}
