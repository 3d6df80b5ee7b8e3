"""Sentences on how a consultation went, on results, and the texts that stand in every report."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sessions_app.queries import guests
from synthesis.core.findings import Finding
from synthesis.wording.words import capital, from_groups, group, listed, numbered, said, spelled, stop, units

# --- the process ------------------------------------------------------------------------------------------------


def _convened(finding: Finding) -> str:
    words = finding.words
    parts = {
        "host": _(" was convened by {host}").format(host=words["host"]) if words["host"] else _(" took place"),
        "partners": _(", in partnership with {partners},").format(partners=listed(words["partners"]))
        if words["partners"]
        else "",
        "place": _(" in {place}").format(place=words["place"]) if words["place"] else "",
    }
    if words["start"] and words["end"] and words["start"] != words["end"]:
        when = _(" from {start} to {end}").format(start=words["start"], end=words["end"])
    else:
        when = _(" on {start}").format(start=words["start"]) if words["start"] else ""
    if words.get("noun") == "meeting":
        return _("The meeting{host}{partners}{place}{when}.").format(when=when, **parts)
    if words.get("noun"):
        return _("The consultation{host}{partners}{place}{when}.").format(when=when, **parts)
    return _("The consultation “{title}”{host}{partners}{place}{when}.").format(
        title=words["title"], when=when, **parts
    )


def _asked(finding: Finding) -> str:
    count = finding.numbers["questions"]
    if finding.words["written"]:
        text = ngettext(
            "It was conducted in writing, on one guiding question.",
            "It was conducted in writing, on {count} guiding questions.",
            count,
        )
    else:
        text = ngettext("It was guided by one question.", "It was guided by {count} questions.", count)
    return text.format(count=spelled(count))


def _people(finding: Finding) -> str:
    words = finding.words
    if not words["counted"]:
        return _(
            "Participants took part under the Chatham House Rule; neither they nor their affiliations are named here."
        )
    count = finding.numbers["people"]
    text = (
        ngettext("One delegation took part", "In all, {count} delegations took part", count)
        if words.get("unit") == "delegation"
        else ngettext("One participant took part", "In all, {count} participants took part", count)
    ).format(count=spelled(count))
    groups = [
        _("{name} ({count})").format(name=group(name), count=finding.numbers[f"group-{place}"])
        if f"group-{place}" in finding.numbers
        else group(name)
        for place, name in enumerate(words["groups"])
    ]
    if words["others"]:
        groups.append(_("others"))
    if groups:
        text = _("{text}: {groups}").format(text=text, groups=listed(groups))
    return text + (_("; none of them is named in this report.") if words["unnamed"] else stop())


def _invited(finding: Finding) -> str:
    return _("Participation was invited from {groups}.").format(groups=from_groups(finding.words["groups"]))


def _contributed(finding: Finding) -> str:
    words, numbers = finding.words, finding.numbers
    language = _(" in {languages}").format(languages=listed(words["languages"])) if words["languages"] else ""
    if not words["counted"]:
        return _("Contributions were made{language}.").format(language=language)
    count = numbers["contributions"]
    if "speakers" not in numbers:
        text = ngettext("One contribution was made{language}.", "There were {count} contributions{language}.", count)
        return text.format(count=spelled(count), language=language)
    text = ngettext(
        "One contribution was made{language}, by {who}.", "There were {count} contributions{language}, by {who}.", count
    )
    who = f"{spelled(numbers['speakers'])} {units(words['unit'], numbers['speakers'])}"
    return text.format(count=spelled(count), language=language, who=who)


def _silent(finding: Finding) -> str:
    numbers = [str(number) for number in finding.words["questions"]]
    return ngettext(
        "No contribution was made on question {numbers}.",
        "No contribution was made on questions {numbers}.",
        len(numbers),
    ).format(numbers=listed(numbers))


def _moderated(finding: Finding) -> str:
    if not finding.words["counted"]:
        return _("Contributions withheld in moderation are not reflected.")
    count = finding.numbers["contributions"]
    return ngettext(
        "A further contribution was withheld in moderation and is not reflected.",
        "A further {count} contributions were withheld in moderation and are not reflected.",
        count,
    ).format(count=spelled(count))


def _unasked(finding: Finding) -> str:
    numbers = finding.words["numbers"]
    return ngettext(
        "No position was asked for on text {numbers}.", "No position was asked for on texts {numbers}.", len(numbers)
    ).format(numbers=listed(numbers))


# --- results ----------------------------------------------------------------------------------------------------


def _result(finding: Finding) -> str:
    """The four answers told apart; wide support is said only with its figure."""
    numbers, words = finding.numbers, finding.words
    if not words["counted"]:
        return (
            _("A temperature check was held on text {number}; the text did not find the support of all.")
            if words["objected"]
            else _("A temperature check was held on text {number}.")
        ).format(number=numbered(words))
    said_by = [
        (numbers["support"], ngettext("{n} supported it", "{n} supported it", numbers["support"])),
        (
            numbers["live-with"],
            ngettext("{n} could live with it", "{n} could live with it", numbers["live-with"]),
        ),
        (numbers["object"], ngettext("{n} objected", "{n} objected", numbers["object"])),
        (numbers["abstain"], ngettext("{n} abstained", "{n} abstained", numbers["abstain"])),
    ]
    parts = [text.format(n=n or pgettext("nobody of those who answered", "none")) for n, text in said_by]
    lead = (
        _("Text {number} met with wide support: of the {base} {units} that answered, {parts}.")
        if words["wide"]
        else _("On text {number}, of the {base} {units} that answered, {parts}.")
    )
    return lead.format(
        number=numbered(words), base=numbers["base"], units=units(words["unit"], numbers["base"]), parts=listed(parts)
    )


def _since(finding: Finding) -> str:
    """What was counted, where the text is another now. words: text."""
    return _("The text has changed since; what was counted is: “{text}”").format(text=finding.words["text"])


def _confirmed(finding: Finding) -> str:
    """How many let the position that they took stand for the text as it is now. words: version."""
    numbers = finding.numbers
    return ngettext(
        "%(confirmed)s of %(n)s position was confirmed for version %(number)s.",
        "%(confirmed)s of %(n)s positions were confirmed for version %(number)s.",
        numbers["positions"],
    ) % {"confirmed": numbers["confirmed"], "n": numbers["positions"], "number": finding.words["version"]}


def _guests(finding: Finding) -> str:
    """words: entitled and fewer, where the number is too small to be told."""
    numbers, words = finding.numbers, finding.words
    return guests.in_words(
        numbers.get("guests"), numbers.get("entitled", words.get("entitled", 0)), words.get("fewer", 0)
    )


def _awaiting(finding: Finding) -> str:
    count = finding.numbers["awaiting"]
    return ngettext("One had no position yet.", "{count} had no position yet.", count).format(count=count)


def _objected(finding: Finding) -> str:
    """Who did not support a text: by name where positions are on the record, else as one or more of a kind."""
    words = finding.words
    if words["who"]:
        return _("{who} did not support the text.").format(who=capital(listed(words["who"])))
    count = finding.numbers["objections"]
    return _("{who} did not support the text.").format(who=capital(said(count, finding.numbers["base"], words["unit"])))


def _reason(finding: Finding) -> str:
    who, reason = finding.words["who"], finding.words["reason"]
    if finding.words.get("of_all"):
        return _("The reason that all of them gave was: “{reason}”").format(reason=reason)
    if who:
        return _("The reason given by {who} was: “{reason}”").format(who=who, reason=reason)
    return _("A reason given was: “{reason}”").format(reason=reason)


def _not_all(finding: Finding) -> str:
    return _("Positions differed on text {number}: “{text}”").format(**finding.words)


def _texts(finding: Finding) -> str:
    count = finding.numbers["texts"]
    if finding.words["kind"] == "adopted":
        return ngettext(
            "The following recommendation was adopted.", "The following {count} recommendations were adopted.", count
        ).format(count=spelled(count))
    if finding.words["kind"] == "put forward":
        return ngettext(
            "The following recommendation emerged from the discussion and was put forward. It was neither negotiated "
            "nor endorsed by the participants.",
            "The following {count} recommendations emerged from the discussion and were put forward. They were neither "
            "negotiated nor endorsed by the participants.",
            count,
        ).format(count=spelled(count))
    return ngettext(
        "The following candidate recommendation was before the participants. It was neither negotiated nor endorsed.",
        "The following {count} candidate recommendations were before the participants. They were neither negotiated "
        "nor endorsed.",
        count,
    ).format(count=spelled(count))


TEMPLATES = {
    "convened": _convened,
    "asked": _asked,
    "people": _people,
    "invited": _invited,
    "contributed": _contributed,
    "silent": _silent,
    "moderated": _moderated,
    "unasked": _unasked,
    "result": _result,
    "guests": _guests,
    "since": _since,
    "confirmed": _confirmed,
    "awaiting": _awaiting,
    "objected": _objected,
    "reason": _reason,
    "not-all": _not_all,
    "texts": _texts,
}
