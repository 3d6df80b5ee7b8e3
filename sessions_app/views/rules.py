"""The rules for what is put: how questions are decided here, and what may be shown of the answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from consult.attribution import Rule
from consult.views.access import consultation_of
from sessions_app.queries.decision import bodies_of, rules_of
from sessions_app.queries.session import rules_in_force
from sessions_app.rules.shown import INSIDE, OUTSIDE, View, may_be_open, what
from sessions_app.states import AMONG_OPTIONS, Method

IN_WORDS = {
    View.NOTHING: _("nothing"),
    View.TURNOUT: _("how many answered, as one number"),
    View.TOTAL: _("how many gave each answer"),
    View.GROUPS: _("the counts of each group, small ones hidden"),
    View.POSITIONS: _("who answered what"),
}
CELLS = ((False, INSIDE), (True, INSIDE), (True, OUTSIDE))  # (closed, to whom), the columns of the table


@require_safe
def rules_of_questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Majority, quorum, constituencies and weights; and, for each rule of attribution in force, what may be shown."""
    here = consultation_of(request, slug)
    decisions = rules_of(here.consultation)
    context = {
        "here": here,
        "consultation": here.consultation,
        "rule": here.consultation.terms.in_words,
        "decisions": decisions,
        "bodies": bodies_of(decisions),
        "tables": [(rule.label, _table(rule)) for rule in rules_in_force(here.consultation)],
    }
    return render(request, "sessions_app/rules.html", context)


def _table(rule: Rule) -> list[tuple[str, list[str]]]:
    """(method, what is shown of it in each column); nothing stands for a method that the rule does not permit."""
    found = []
    for method in Method:
        asked = Method.SECRET if method in AMONG_OPTIONS and not may_be_open(rule) else method
        views = [what(rule=rule, method=asked, is_closed=closed, audience=whom) for closed, whom in CELLS]
        found.append((str(method.label), [str(IN_WORDS[view]) for view in views]))
    return found
