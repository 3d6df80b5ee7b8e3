"""What is kept beside the reports and may hold words that go: the names of themes, and notebooks."""

from collections.abc import Iterable, Iterator

from consult.models import Consultation
from sessions_app.models import Contribution, GuidingQuestion, RecommendationVersion
from sessions_app.queries.erased import text_mark
from sessions_app.rules.erased import RUN_OF_ITS_OWN, Wanted, is_telling
from sessions_app.rules.words import words
from synthesis.actions.removing_headings import reword, strings
from synthesis.models.notebook import Note
from synthesis.models.report import Paragraph
from synthesis.models.theme import Theme, ThemeVersion


def out_of_notes(consultation: Consultation, wanted: Wanted) -> None:
    """Out of everybody's notebook: what is private is found by whoever seizes the server."""
    telling = Wanted(filter(is_telling, wanted.texts), wanted.mark)
    for note in Note.objects.filter(consultation=consultation).iterator():
        reword(note, ("text",), [telling])


def out_of_themes(consultation: Consultation, wanted: Wanted) -> tuple[frozenset[str], set[int]]:
    """The names that themes lose, those from before too, and the ids of the reports that lose them.

    A theme is named in words of those who spoke of it. One that has a word in it that nobody has said but in what goes
    may be a person's name: the theme has to be named anew. Called once the words are gone everywhere else.
    """
    themes = Theme.objects.filter(question__session__consultation=consultation)
    versions = ThemeVersion.objects.filter(theme__in=themes)
    named = {*themes.values_list("label", flat=True), *versions.values_list("label", flat=True)}
    named |= {str(one.get("label", "")) for one in versions.values_list("before", flat=True)}
    said_alone = {word for text in wanted.texts for word in words(text)} - set(_said(consultation)) if named else set()
    telling = Wanted(filter(is_telling, wanted.texts), wanted.mark)
    gone = frozenset(
        label
        for label in named - {"", text_mark(consultation.language)}
        if said_alone & set(words(label)) or telling.is_in(label) or telling.shares(label, RUN_OF_ITS_OWN)
    )
    mark = text_mark(consultation.language)
    themes.filter(label__in=gone).update(label=mark)
    versions.filter(label__in=gone).update(label=mark, salt="")
    for row in versions:
        if row.before.get("label") in gone:
            ThemeVersion.objects.filter(pk=row.pk).update(before={**row.before, "label": mark})
    return gone, _out_of_paragraphs(consultation, gone, mark)


def _said(consultation: Consultation) -> Iterator[str]:
    """The words of all that is still there to be spoken of."""
    texts: list[Iterable[str]] = [
        *Contribution.objects.filter(question__session__consultation=consultation).values_list("text", "sentence"),
        *GuidingQuestion.objects.filter(session__consultation=consultation).values_list("text", "short_title"),
        *RecommendationVersion.objects.filter(recommendation__consultation=consultation).values_list("text"),
    ]
    for row in texts:
        for text in row:
            yield from words(text)


def _out_of_paragraphs(consultation: Consultation, gone: frozenset[str], mark: str) -> set[int]:
    """Of those alone that tell of such a theme: its name may be a common word elsewhere."""
    changed = set()
    rows = Paragraph.objects.filter(section__report__consultation=consultation).select_related("section")
    for row in rows if gone else ():
        names = gone & set(strings(row.findings))
        if names and reword(row, ("text", "generated", "rows", "findings"), [Wanted(names, mark)]):
            changed.add(row.section.report_id)
    return changed
