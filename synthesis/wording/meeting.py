"""Sentences on how a meeting was opened, what it decided, and on the positions stated: only what the record holds."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sessions_app.queries.constituency import came_to
from sessions_app.states import Method, Outcome, PositionKind
from synthesis.core.findings import Finding
from synthesis.wording.words import capital, from_groups, listed, numbered, spelled, stop

# --- the frame of a report --------------------------------------------------------------------------------------


def _present(finding: Finding) -> str:
    return _("The present report is a summary of the consultation “{title}”.").format(title=finding.words["title"])


def _tells(finding: Finding) -> str:
    """What a summary holds. words: proposals, whether there are any."""
    count = finding.numbers["questions"]
    if finding.words["proposals"]:
        text = ngettext(
            "It tells what was said on one guiding question, which practices and evidence were reported and which "
            "proposals were received; these do not represent the views of its author.",
            "It tells what was said on {count} guiding questions, which practices and evidence were reported and which "
            "proposals were received; these do not represent the views of its author.",
            count,
        )
    else:
        text = ngettext(
            "It tells what was said on one guiding question and which practices and evidence were reported.",
            "It tells what was said on {count} guiding questions and which practices and evidence were reported.",
            count,
        )
    return text.format(count=spelled(count))


def _opened(finding: Finding) -> str:
    words = finding.words
    return _("Under “{item}”, the programme named: {speakers}.").format(item=words["item"], speakers=words["speakers"])


def _sought(finding: Finding) -> str:
    """What was asked to inform a report, by whom, of whom and when. words: title, host, groups, start ("" or [])."""
    words, count = finding.words, finding.numbers["questions"]
    asked = ngettext("one question", "{count} questions", count).format(count=spelled(count))
    when = _(" on {start}").format(start=words["start"]) if words["start"] else ""
    slots = {"asked": asked, "title": words["title"], "host": words["host"], "when": when}
    if words["groups"]:
        slots["groups"] = from_groups(words["groups"])
        text = (
            _(
                "To inform the report, {host} held the consultation “{title}”{when}, asked {asked} and invited "
                "contributions from {groups}."
            )
            if words["host"]
            else _("To inform the report, the consultation “{title}” was held{when}, {asked} being asked of {groups}.")
        )
    else:
        text = (
            _("To inform the report, {host} held the consultation “{title}”{when} and asked {asked}.")
            if words["host"]
            else _("To inform the report, the consultation “{title}” was held{when}, on {asked}.")
        )
    return text.format(**slots)


def _informed(finding: Finding) -> str:
    return _(
        "The contributions that were received are summarized in the addendum; what the report "
        "itself says is for its author to say, and no contributor is taken to share it."
    )


def _scope(finding: Finding) -> str:
    return _("On the scope, the consultation was told: “{text}”").format(text=finding.words["text"])


def _items(finding: Finding) -> str:
    count = finding.numbers["questions"]
    return ngettext(
        "The meeting had the following item before it:",
        "The meeting had the following {count} items before it:",
        count,
    ).format(count=spelled(count))


def _item_of(finding: Finding) -> str:
    words = finding.words
    return capital(words["text"]) + (stop() if words["is_last"] else pgettext("at the end of a list item", ";"))


def _collected(finding: Finding) -> str:
    papers, themes = finding.numbers["papers"], finding.numbers["themes"]
    text = ngettext("This collection holds one paper", "This collection holds {count} papers", papers)
    if themes > 1:
        text += ngettext(" on {themes} theme", " on {themes} themes", themes)
    return _("{text}, each its authors’ own.").format(text=text.format(count=spelled(papers), themes=spelled(themes)))


def _note(finding: Finding) -> str:
    names = finding.words["names"]
    return ngettext("See the contribution of {names}.", "See the contributions of {names}.", len(names)).format(
        names=listed(names)
    )


def _unheard(finding: Finding) -> str:
    groups = from_groups(finding.words["groups"])
    return _("No contribution on this question came from {groups}.").format(groups=groups)


def _proposed(finding: Finding) -> str:
    to = finding.words["addressee"]
    if not to:
        return _("The following was proposed without an addressee:")
    return _("{addressee}: the following was proposed.").format(addressee=capital(to))


def _emerging(finding: Finding) -> str:
    if finding.words["kind"] == "candidates":
        return _("The following was suggested. It was neither negotiated nor endorsed by those who took part.")
    count = len(finding.recommendations)
    if finding.words["kind"] == "adopted":
        return ngettext(
            "The following recommendation was adopted.", "The following recommendations were adopted.", count
        )
    return ngettext(
        "The following recommendation emerged from the discussion. It was neither negotiated nor endorsed by those who "
        "took part.",
        "The following recommendations emerged from the discussion. They were neither negotiated nor endorsed by those "
        "who took part.",
        count,
    )


# --- what was decided -------------------------------------------------------------------------------------------


def _subject(finding: Finding) -> str:
    words = finding.words
    if words.get("paragraph"):
        return _("paragraph {paragraph} of text {number}").format(paragraph=words["paragraph"], number=numbered(words))
    return _("text {number}").format(number=numbered(words))


def _votes(finding: Finding) -> dict[str, str]:
    numbers = finding.numbers
    no = pgettext("nought", "none")
    abstained = numbers["abstain"]
    return {
        "yes": str(numbers["yes"]),
        "no": str(numbers["no"]) if numbers["no"] else no,
        "abstaining": ngettext("{n} abstention", "{n} abstentions", abstained).format(n=abstained)
        if abstained
        else _("no abstentions"),
    }


def _decided(finding: Finding) -> str:
    """words: number, paragraph, method, outcome ("" where none was declared); numbers: yes, no, abstain, or none."""
    method, outcome, what = finding.words["method"], finding.words["outcome"], _subject(finding)
    if outcome == Outcome.CALLED_OFF:
        return capital(_("{what}: the question was called off by the chair.").format(what=what))
    if method in (Method.CONSENSUS, Method.SILENCE):
        return capital(_without_vote(method, outcome).format(what=what))
    put = (
        _("{what} was put to a secret ballot") if method == Method.SECRET else _("{what} was put to a recorded vote")
    ).format(what=what)
    return capital(_counted(outcome, finding, put))


def _without_vote(method: str, outcome: str) -> str:
    if method == Method.SILENCE:
        if outcome == Outcome.BROKEN:
            return _(
                "{what} was placed under a silence procedure. The silence was broken, and the text was not adopted."
            )
        return _("{what} was placed under a silence procedure, which was not broken, and was adopted without a vote.")
    if outcome == Outcome.CONSENSUS:
        return _("{what} was adopted by consensus, as the chair declared.")
    if outcome == Outcome.STOPPED:
        return _("It was proposed to adopt {what} without a vote. An objection was made, and the text was not adopted.")
    return _("{what} was adopted without a vote.")


def _counted(outcome: str, finding: Finding, put: str) -> str:
    if outcome == Outcome.NO_QUORUM:
        return _("{put}; nothing was decided, as the quorum was missing.").format(put=put)
    if outcome not in (Outcome.ADOPTED, Outcome.NOT_ADOPTED):
        return _("{put}; its outcome has not been declared.").format(put=put)
    if not finding.numbers:
        text = _("{put} and was adopted.") if outcome == Outcome.ADOPTED else _("{put} and was not adopted.")
        return text.format(put=put)
    text = (
        _("{put} and was adopted by {yes} votes to {no}, with {abstaining}.")
        if outcome == Outcome.ADOPTED
        else _("{put} and was not adopted, with {yes} votes in favour, {no} against and {abstaining}.")
    )
    return text.format(put=put, **_votes(finding))


def _constituency(finding: Finding) -> str:
    """What one of several constituencies answered. words: group, came; numbers: yes, no, abstain, or none."""
    came, who = came_to(finding.words["came"]), finding.words["group"]
    if not finding.numbers:
        return _("{group}: {came}.").format(group=who, came=came)
    return _("{group}: {yes} in favour, {no} against and {abstaining}; {came}.").format(
        group=who, came=came, **_votes(finding)
    )


def _weighed(finding: Finding) -> str:
    return _("Votes were counted by the weight of each delegation.")


def _provided(finding: Finding) -> str:
    return _("The vote was provided for by the following rule: {rule}.").format(rule=finding.words["rule"].rstrip("."))


def _side(finding: Finding) -> str:
    words = finding.words
    sides = {
        "yes": _("In favour: {names}"),
        "no": _("Against: {names}"),
        "abstain": _("Abstaining: {names}"),
        "dissociate": _("Dissociating themselves: {names}"),
    }
    end = stop() if words["is_last"] else pgettext("at the end of a list item", ";")
    names = pgettext("between the items of a list", ", ").join(words["names"])
    return sides[words["choice"]].format(names=names) + end


def _stated(finding: Finding) -> str:
    """A statement on position, word for word. words: kind, who, behalf (bodies), part, text ("" where kept back)."""
    words = finding.words
    who = capital(words["who"])
    if words["behalf"]:
        who = _("{who}, also on behalf of {bodies},").format(who=who, bodies=listed(words["behalf"]))
    lead = {
        PositionKind.GENERAL: _("{who} made a general comment"),
        PositionKind.BEFORE: _("{who} made a statement in explanation of vote before the vote"),
        PositionKind.AFTER: _("{who} made a statement in explanation of vote after the vote"),
        PositionKind.EXPLANATION: _("{who} made a statement in explanation of position"),
        PositionKind.RESERVATION: _("{who} entered a reservation"),
        PositionKind.DISSOCIATION: _("{who} dissociated itself from a part of the text")
        if not words["part"]
        else _("{who} dissociated itself from “{part}”"),
        PositionKind.REPLY: _("{who} spoke in exercise of the right of reply"),
    }[PositionKind(words["kind"])].format(who=who, part=words["part"])
    if not words["text"]:
        return _("{lead}.").format(lead=lead)
    return _("{lead}: “{text}”").format(lead=lead, text=words["text"])


TEMPLATES = {
    "present": _present,
    "tells": _tells,
    "opened": _opened,
    "informed": _informed,
    "sought": _sought,
    "scope": _scope,
    "items": _items,
    "item-of": _item_of,
    "collected": _collected,
    "note": _note,
    "unheard": _unheard,
    "proposed": _proposed,
    "emerging": _emerging,
    "decided": _decided,
    "constituency": _constituency,
    "weighed": _weighed,
    "provided": _provided,
    "side": _side,
    "stated": _stated,
}
