"""Sentences on what was said, and on positions taken on statements."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sessions_app.rules import quantifiers
from sessions_app.states import ContributionType
from synthesis.core.findings import Finding
from synthesis.wording import voices
from synthesis.wording.words import capital, grouped, listed, of_positions, said, share, stop


def _said(finding: Finding) -> str:
    """One or more things said, under one lead-in, in the voice of the template."""
    words = finding.words
    text = capital(words["clauses"][0]) + stop() if words.get("plain") else _told(finding)
    if words.get("reply"):
        return _("In reply, {sentence}").format(sentence=text[:1].lower() + text[1:])
    if words.get("label") and not words.get("plain"):
        return _("On {label}, {sentence}").format(label=words["label"], sentence=text[:1].lower() + text[1:])
    return text


def _told(finding: Finding) -> str:
    numbers, words = finding.numbers, finding.words
    voice, also, by, who = words.get("voice", "reported"), int(words.get("also", 0)), "", ""
    if words.get("counted") and numbers["speakers"] > 1:
        who = said(numbers["speakers"], numbers["addressed"], words["unit"], words.get("others", ""))
        by = _(" by {who}").format(who=who)
    elif words.get("repeated"):
        by = _(" more than once")
    if voice == "spoken" and not who:
        voice = "reported"
    what = _joined(words["clauses"], words["type"])
    template = {
        "own": voices.own(words["type"], also=also),
        "spoken": voices.spoken(words["type"]),
        "reported": voices.reported(words["type"], also=also),
    }[voice]
    if words["type"] == ContributionType.QUESTION and any(map(_asks, words["clauses"])):
        template = voices.asked(voice, also=also)
        asked = [one if _asks(one) else _("whether {clause}").format(clause=one) for one in words["clauses"]]
        what = listed(asked)
    return capital(template.format(by=by, who=who, what=what))


def _asks(clause: str) -> bool:
    """Whether a clause brings its own question word. The one-sentence field is asked for after "whether"."""
    return clause.split(" ", 1)[0].lower() in _("who whom whose what which how why when where whether").split()


def _joined(clauses: Sequence[str], type_: str) -> str:
    if len(clauses) == 1:
        return clauses[0]
    whether = type_ == ContributionType.QUESTION
    between = _("; whether ") if whether else _("; that ")
    last = _("; and whether ") if whether else _("; and that ")
    return between.join(clauses[:-1]) + last + clauses[-1]


def _examples(finding: Finding) -> str:
    if finding.words["voice"] == "own":
        return _("The following practices and evidence have been reported:")
    return _("The following practices and evidence were reported:")


def _example(finding: Finding) -> str:
    words = finding.words
    return capital(words["clause"]) + (stop() if words["is_last"] else pgettext("at the end of a list item", ";"))


# --- positions on statements ------------------------------------------------------------------------------------


def _position(finding: Finding) -> str:
    """One statement on which one side was clear; a minority of a tenth or more is told with it.

    words: statement, mode, form (0 to 2, so that paragraphs do not all begin alike), also, and label for the first.
    """
    numbers, words = finding.numbers, finding.words
    favour = numbers["favour"] >= numbers["against"]
    count, other = numbers["favour"], numbers["against"]
    if not favour:
        count, other = other, count
    figure = share(count, numbers["base"])
    if 10 * other >= numbers["base"]:
        minority = quantifiers.percent(other, numbers["base"])
        against = (
            _("{share}, with {minority} per cent against") if favour else _("{share}, with {minority} per cent for")
        )
        figure = against.format(share=figure, minority=minority)
    slots = {"who": of_positions(count, numbers["base"]), "share": figure, "what": words["statement"]}
    return _on(words, _form(words, favour).format(**slots))


def _form(words: Any, favour: bool) -> str:
    if words["mode"] == "quoted":
        if words.get("also"):
            return (
                _("the statement “{what}” was also supported by {who} ({share}).")
                if favour
                else _("the statement “{what}” was not supported by {who} ({share}).")
            )
        return (
            _("the statement “{what}” was supported by {who} ({share}).")
            if favour
            else _("the statement “{what}” was not supported by {who} ({share}).")
        )
    if not favour:
        return _("{who} of those who answered ({share}) did not share the view that {what}.")
    form = words.get("form", 0)
    if words.get("also"):
        return _("{who} ({share}) also supported the view that {what}.")
    return (
        _("{who} of those who answered ({share}) supported the view that {what}."),
        _("the view that {what} was supported by {who} ({share})."),
        _("it was held by {who} ({share}) that {what}."),
    )[0 if form == 1 and "," in words["statement"] else form]


def _divided(finding: Finding) -> str:
    numbers, words = finding.numbers, finding.words
    slots = {
        "favour": quantifiers.percent(numbers["favour"], numbers["base"]),
        "against": quantifiers.percent(numbers["against"], numbers["base"]),
        "base": grouped(numbers["base"]),
        "what": words["statement"],
    }
    if words["mode"] == "quoted":
        text = _(
            "views differed on the statement “{what}”: of the {base} who answered, {favour} per cent supported it and "
            "{against} per cent did not."
        )
    else:
        text = _(
            "there was no common view on whether {what}: of the {base} who answered, {favour} per cent supported that "
            "view and {against} per cent did not."
        )
    return _on(words, text.format(**slots))


def _undecided(finding: Finding) -> str:
    numbers, words = finding.numbers, finding.words
    slots = {"share": share(numbers["neither"], numbers["base"]), "what": words["statement"]}
    if words["mode"] == "quoted":
        text = _("on the statement “{what}”, {share} took neither side.")
    else:
        text = _("on whether {what}, {share} took neither side.")
    return capital(text.format(**slots))


def _on(words: Any, text: str) -> str:
    """The sentence, introduced by its theme where it is the paragraph's first."""
    if words.get("label"):
        return _("On {label}, {sentence}").format(label=words["label"], sentence=text)
    return capital(text)


# Where nothing may be counted: the view, and that views differ.


def _held(finding: Finding) -> str:
    """A statement on which one side was clear. words: statement, is_shared (or not), voice, label."""
    words = finding.words
    if words["voice"] == "own":
        text = (
            _("the view is held that {what}.")
            if words["is_shared"]
            else _("the view that {what} meets with disagreement.")
        )
    else:
        text = (
            _("the view was expressed that {what}.")
            if words["is_shared"]
            else _("the view that {what} met with disagreement.")
        )
    return _on(words, text.format(what=words["statement"]))


def _apart(finding: Finding) -> str:
    words = finding.words
    text = _("views differ on whether {what}.") if words["voice"] == "own" else _("views differed on whether {what}.")
    return _on(words, text.format(what=words["statement"]))


def _unclear(finding: Finding) -> str:
    words = finding.words
    text = (
        _("no clear view emerges on whether {what}.")
        if words["voice"] == "own"
        else _("no clear view emerged on whether {what}.")
    )
    return capital(text.format(what=words["statement"]))


def _addressed(finding: Finding) -> str:
    labels = pgettext("between the parts of a long list", "; ").join(finding.words["labels"])
    if not labels:
        return _("Statements were put, and positions were taken on them.")
    return _("Statements were put, and positions were taken on them. They addressed {labels}.").format(labels=labels)


def _overview(finding: Finding) -> str:
    numbers = finding.numbers
    return _(
        "Participants put {statements} statements to each other, and {voters} of them took {votes} positions on these. "
        "The statements are summarized by proposed theme; percentages are of those who answered, those who "
        "passed included."
    ).format(
        statements=grouped(numbers["statements"]), voters=grouped(numbers["voters"]), votes=grouped(numbers["votes"])
    )


def _themes(finding: Finding) -> str:
    labels = [
        _("{label} ({count} statements)").format(label=label, count=count)
        for label, count in zip(finding.words["labels"], _in_order(finding, "theme"), strict=True)
    ]
    return _("The statements addressed, in the order of their number: {themes}.").format(
        themes=pgettext("between the parts of a long list", "; ").join(labels)
    )


def _in_order(finding: Finding, stem: str) -> list[int]:
    return [finding.numbers[f"{stem}-{place}"] for place in range(len(finding.words["labels"]))]


def _thin(finding: Finding) -> str:
    count = finding.numbers["statements"]
    return ngettext(
        "One statement was answered by fewer than 10 participants and is not reported on.",
        "{count} statements were answered by fewer than 10 participants each and are not reported on.",
        count,
    ).format(count=grouped(count))


TEMPLATES = {
    "said": _said,
    "examples": _examples,
    "example": _example,
    "held": _held,
    "apart": _apart,
    "unclear": _unclear,
    "addressed": _addressed,
    "position": _position,
    "divided": _divided,
    "undecided": _undecided,
    "overview": _overview,
    "themes": _themes,
    "thin": _thin,
}


def lead_of(type_: str) -> str:
    """The lead-in of a type, without the rest: types that share one say "also" the second time."""
    return voices.reported(type_, also=0)
