"""The templates of reports: each a declarative plan over section makers that all of them share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from synthesis.actions import annexes, decisions, frame, outcomes, papers, questions, short
from synthesis.actions.plan import DraftSection, Matter, Telling
from synthesis.models.report import Purpose, Template
from synthesis.rules.numerals import roman

Maker = Callable[[Matter], list[DraftSection]]


@dataclass(frozen=True, slots=True)
class Plan:
    """telling: how what was said is told. makers: of its sections, in order; annexes come last and are numbered.

    is_numbered: whether headings are (I., A., 1.). is_un: whether its masthead is that of a United Nations document.
    """

    telling: Telling
    makers: tuple[Maker, ...]
    is_numbered: bool = True
    is_un: bool = False


PLANS: dict[str, Plan] = {
    Template.ROUNDTABLE: Plan(
        Telling(),
        (
            frame.process,
            questions.on_each,
            outcomes.taken,
            outcomes.suggested,
            frame.next_steps,
            annexes.positions,
            annexes.participation,
            annexes.programme,
            annexes.method,
        ),
    ),
    Template.CONFERENCE: Plan(
        Telling(counts=False, shape="flat"),
        (frame.summary, questions.by_theme, frame.next_steps, annexes.programme, annexes.method),
        is_numbered=False,
    ),
    Template.THEMATIC: Plan(
        Telling(voice="own", counts=False, shape="kinds", has_letters=True),
        (
            frame.box,
            frame.own_introduction,
            questions.on_each,
            frame.conclusions,
            annexes.inputs,
            annexes.proposals,
            annexes.method,
        ),
        is_un=True,
    ),
    Template.PANEL: Plan(
        Telling(voice="spoken", shape="flat", has_letters=True),
        (
            frame.present,
            frame.introduction,
            questions.on_each,
            outcomes.checks,
            frame.closing,
            annexes.proposals,
            annexes.programme,
            annexes.participation,
            annexes.positions,
            annexes.method,
        ),
        is_un=True,
    ),
    Template.BODY: Plan(
        Telling(voice="spoken", shape="flat", has_letters=True),
        (
            frame.organization,
            questions.in_one,
            outcomes.checks,
            decisions.action,
            frame.adoption,
            annexes.texts,
            annexes.speakers,
            annexes.participation,
            annexes.programme,
            annexes.positions,
            annexes.method,
        ),
        is_un=True,
    ),
    Template.IGF: Plan(
        Telling(),
        (short.issues, short.views, short.ways, short.participation, short.ending),
        is_numbered=False,
    ),
    Template.PAPERS: Plan(
        Telling(counts=False), (papers.introduction, papers.collected, annexes.programme), is_numbered=False
    ),
}


def plan_of(template: str, purpose: str) -> Plan:
    """The plan of a report. Key points are the short form, told as the template tells."""
    plan = PLANS[template]
    if purpose != Purpose.KEY_POINTS or template == Template.PAPERS:
        return plan
    telling = Telling(plan.telling.voice, plan.telling.counts)
    return Plan(telling, PLANS[Template.IGF].makers, is_numbered=False, is_un=plan.is_un)


def sections(plan: Plan, matter: Matter, tell: Callable[[float], None] = lambda _part: None) -> list[DraftSection]:
    """The report by ``plan``: each maker sees what stands before it; annexes are counted where there are several.

    tell: is called with the part that is made, from 0 to 1, before each maker.
    """
    for place, make in enumerate(plan.makers):
        tell(place / len(plan.makers))
        matter.made += make(matter)
    _count_annexes(matter.made)
    return matter.made


def _count_annexes(made: Sequence[DraftSection]) -> None:
    """Annexes begin with their number; the addendum of a thematic report has a name of its own."""
    listed = [s for s in made if s.key.startswith("annex.") and s.level == 1 and s.key != "annex.inputs"]
    for number, section in enumerate(listed, start=1):
        if len(listed) == 1:
            section.heading = _("Annex: {title}").format(title=section.heading)
        else:
            section.heading = _("Annex {number}: {title}").format(number=roman(number), title=section.heading)
