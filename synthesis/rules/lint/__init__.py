"""The rules that a report is checked against, in its language. Pure: a draft in, faults out, the same every time."""

from synthesis.rules.lint import form, leaks, quantity, tone
from synthesis.rules.lint.draft import Claim, Draft, Fault, Kept, Part, Passage
from synthesis.rules.lint.faults import RULES, Rule, Severity
from synthesis.rules.lint.lexicons import lexicon

__all__ = ["RULES", "Claim", "Draft", "Fault", "Kept", "Part", "Passage", "Rule", "Severity", "check"]

_CHECKS = (*leaks.RULES, *quantity.RULES, *tone.RULES, *form.RULES)


def check(draft: Draft) -> list[Fault]:
    """Every fault of ``draft``, each once, in the order of the report; what concerns it as a whole comes first."""
    words = lexicon(draft.language)
    found: dict[tuple[object, ...], Fault] = {}
    for rule in _CHECKS:
        for fault in rule(draft, words):
            found.setdefault((fault.rule, fault.place, fault.words, fault.around), fault)
    order = {"": -1} | {place: at for at, place in enumerate(_places(draft))}
    return sorted(found.values(), key=lambda fault: order.get(fault.place, len(order)))


def _places(draft: Draft) -> list[str]:
    return [place for part in draft.parts for place in (part.place, *(one.place for one in part.passages))]
