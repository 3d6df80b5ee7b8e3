"""What to read: a rapporteur's queue of one question, and which contribution to read next, with the reason said."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consult.queries.people import Here
from sessions_app.models import GuidingQuestion
from synthesis.models.theme import Theme, ThemeRun
from synthesis.queries.coding import NOWHERE, Coders, Stand, shown, stands
from synthesis.queries.theme import Item, item, questions, standing

PAGE = 20
NEXT = "next"
SHOWS = {
    NEXT: _("Read next"),
    "uncoded": _("Placed by nobody yet"),
    "differ": _("Placed differently"),
    "none": _("In no theme"),
    "all": _("Everything"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One to read. why: why it comes now; "" where the queue is not in that order."""

    item: Item
    why: str


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of a queue. counts: how many each way of showing has. themes: those that stand, for coding."""

    question: GuidingQuestion
    show: str
    entries: list[Entry]
    counts: dict[str, int]
    themes: list[Theme]
    page: int
    pages: int


def queue(here: Here, question: GuidingQuestion, show: str, page: int, coders: Coders) -> Queue:
    """The contributions of a question, asked for as one of ``SHOWS`` or by a theme's id."""
    said = list(stands([question], here.participant)[question.pk].values())
    themes = sorted(standing(question), key=lambda theme: theme.pk)  # keys stay the same when one is confirmed
    wanted = {name: [stand for stand in said if _is(stand, name)] for name in SHOWS}
    show = show if show in SHOWS or any(str(theme.pk) == show for theme in themes) else NEXT
    among = wanted.get(show) or [stand for stand in said if str(stand.theme or "") == show]
    pages = max(1, -(-len(among) // PAGE))
    page = min(max(1, page), pages)
    ordered = in_order(said, themes, page * PAGE) if show == NEXT else [(stand, "") for stand in among]
    chosen = ordered[(page - 1) * PAGE : page * PAGE]
    names = {theme.pk: theme.label for theme in themes}
    near = _alike(question)
    printed = shown([stand.id for stand, _why in chosen], here.consultation)
    return Queue(
        question=question,
        show=show,
        entries=[
            Entry(item(printed[stand.id], stand, coders, names, near.get(stand.id, ())), why)
            for stand, why in chosen
            if stand.id in printed
        ],
        counts={name: len(rows) for name, rows in wanted.items()},
        themes=themes,
        page=page,
        pages=pages,
    )


def _is(stand: Stand, show: str) -> bool:
    return {
        NEXT: not stand.is_read,
        "uncoded": not stand.is_human,
        "differ": stand.differs,
        "none": not stand.theme,
        "all": True,
    }[show]


def in_order(said: Sequence[Stand], themes: Iterable[Theme], most: int) -> list[tuple[Stand, str]]:
    """The first ``most`` unread, each with why it comes now.

    Always from the theme of which least has been read, "none" being one of them; in it, from the stakeholder group of
    which least has been read; what may stand for the theme first, then what is least like it.
    """
    labels = {theme.pk: theme.label for theme in themes}
    quoted = {pk for theme in themes for pk in theme.quotes}
    total, read = Counter(s.theme for s in said), Counter(s.theme for s in said if s.is_read)
    heard, of_group = Counter(s.group for s in said if s.is_read), Counter(s.group for s in said)
    waiting: dict[int | None, list[Stand]] = {}
    for stand in sorted(said, key=lambda s: (s.id not in quoted, s.likeness, s.id)):
        if not stand.is_read:
            waiting.setdefault(stand.theme, []).append(stand)
    found: list[tuple[Stand, str]] = []
    while len(found) < most and any(waiting.values()):
        theme = min(
            (of for of, rows in waiting.items() if rows),
            key=lambda of: (read[of] / total[of], -len(waiting[of]), of or 0),
        )
        stand = min(waiting[theme], key=lambda s: heard[s.group] / of_group[s.group])
        found.append((stand, _why(theme, labels, read[theme], total[theme])))
        waiting[theme].remove(stand)
        read[theme] += 1
        heard[stand.group] += 1
    return found


def _why(theme: int | None, labels: dict[int, str], read: int, total: int) -> str:
    if theme == NOWHERE:
        return gettext("Not yet compared with the themes")
    if theme is None or theme not in labels:
        return gettext("Fits none of the themes")
    if read == 0:
        return gettext("Nothing of “{theme}” is read yet").format(theme=labels[theme])
    return gettext("“{theme}”: {read} of {total} read").format(theme=labels[theme], read=read, total=total)


def read_next(here: Here, coders: Coders, most: int = 5) -> list[Entry]:
    """What to read next over all questions: from the question of which least has been read."""
    asked = questions(here.consultation)
    all_of = stands(asked, here.participant)
    open_ = [q for q in asked if any(not stand.is_read for stand in all_of[q.pk].values())]
    if not open_:
        return []

    def share(question: GuidingQuestion) -> float:
        said = all_of[question.pk].values()
        return sum(stand.is_read for stand in said) / len(said)

    question = min(open_, key=share)
    ordered = in_order(list(all_of[question.pk].values()), standing(question), most)
    printed = shown([stand.id for stand, _reason in ordered], here.consultation)
    return [Entry(item(printed[s.id], s, coders), why) for s, why in ordered if s.id in printed]


def _alike(question: GuidingQuestion) -> dict[int, list[tuple[int, str]]]:
    """Contribution id -> others that may say the same, each with how they were found."""
    run = ThemeRun.objects.filter(question=question).first()
    found: dict[int, list[tuple[int, str]]] = {}
    for one, other, _likeness, by in run.alike if run else ():
        found.setdefault(one, []).append((other, by))
        found.setdefault(other, []).append((one, by))
    return found


def one(here: Here, contribution_id: int) -> Item | None:
    """One contribution with where it stands; None where the room does not see it."""
    printed = shown([contribution_id], here.consultation).get(contribution_id)
    if printed is None:
        return None
    question = next((q for q in questions(here.consultation) if q.pk == printed.question_id), None)
    if question is None:
        return None
    names = {theme.pk: theme.label for theme in standing(question)}
    stand = stands([question], here.participant)[question.pk][contribution_id]
    return item(printed, stand, Coders(here), names)
