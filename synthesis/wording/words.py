"""Lists, units, shares and the words of the two quantifier scales."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from sessions_app.rules import quantifiers
from synthesis.rules import groups

# A word changes before certain others, which a template cannot know: French elision; Spanish "y" before the sound of i.
_EUPHONY = {
    "fr": ((re.compile(r"\b([Qq]u)e (?=[aeiouyàâéèêëîïôù])"), r"\1’"), (re.compile(r"\b([Ss])i (?=ils?\b)"), r"\1’")),
    "es": ((re.compile(r"\by (?=h?[ií](?![aeo]))", re.IGNORECASE), "e "),),
}


def flowing(text: str) -> str:
    """A sentence that was put together, as its language says it."""
    for pattern, change in _EUPHONY.get((get_language() or "")[:2], ()):
        text = pattern.sub(change, text)
    return text


def listed(items: Sequence[str]) -> str:
    """Items as a list in words: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    head = pgettext("between the items of a list", ", ").join(items[:-1])
    return flowing(pgettext("the last two of a list", "{items} and {last}").format(items=head, last=items[-1]))


def numbered(words: Mapping[str, Any]) -> str:
    """A text's number, with its version where the text has changed since. words: number, version (0: the latest)."""
    if not words.get("version"):
        return str(words["number"])
    return _("{number} (version {version})").format(number=words["number"], version=words["version"])


def group(name: str) -> str:
    """A stakeholder group’s name, or an addressee’s, within a sentence."""
    return groups.within(name, get_language() or "")


def from_groups(names: Sequence[str]) -> str:
    """Stakeholder groups as those that something comes from: "States, civil society and the private sector"."""
    return listed([groups.spoken_of(name, get_language() or "") for name in names])


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def stop() -> str:
    """The full stop of a sentence that was put together."""
    return "。" if (get_language() or "").startswith("zh") else "."


def together(sentences: Sequence[str]) -> str:
    """Sentences as a paragraph: after a full stop that brings its own room, as in Chinese, none is left."""
    return "".join(one if one.endswith(("。", "！", "？")) else f"{one} " for one in sentences).rstrip()


def units(unit: str, count: int) -> str:
    """ "delegations" or "participants", in the right number, without it."""
    if unit == "delegation":
        return ngettext("delegation", "delegations", count)
    return ngettext("participant", "participants", count)


def said(speakers: int, addressed: int, unit: str, others: str = "") -> str:
    """The word for how many said something, with its unit: "several delegations".

    others: "others" where they are not those named before, "same" where they are the same two.
    """
    words = {
        "one": _("one {unit}"),
        "two": _("two {unit}"),
        "some": _("some {unit}"),
        "a-few": _("a few {unit}"),
        "several": _("several {unit}"),
        "many": _("many {unit}"),
    }
    if others == "others":
        words = {
            "one": _("one other {unit}"),
            "two": _("two other {unit}"),
            "some": _("some other {unit}"),
            "a-few": _("a few other {unit}"),
            "several": _("several other {unit}"),
            "many": _("many other {unit}"),
        }
    elif others == "same":
        words["two"] = _("the same two {unit}")
    word = quantifiers.said(speakers, addressed)
    # The word governs its unit, not the number behind it: in Russian, "many" of 21 is no singular.
    return words[word].format(unit=units(unit, {"one": 1, "two": 2}.get(word, 5)))


def of_positions(count: int, base: int) -> str:
    """The word for a share of positions, of a base of 10 or more: "a large majority"."""
    words = {
        "minority": _("a minority"),
        "evenly": _("half"),
        "majority": _("a majority"),
        "large-majority": _("a large majority"),
        "nearly-all": _("nearly all"),
        "all": pgettext("quantifier", "all"),
    }
    return words[quantifiers.positions(count, base) or "minority"]


def share(count: int, base: int) -> str:
    return _("{percent} per cent of {base}").format(percent=quantifiers.percent(count, base), base=grouped(base))


def spelled(number: int) -> str:
    """A number within a sentence: one to nine in words, the others in figures."""
    words = (
        pgettext("nought", "no"),
        _("one"),
        _("two"),
        _("three"),
        _("four"),
        _("five"),
        _("six"),
        _("seven"),
        _("eight"),
        _("nine"),
    )
    return words[number] if 0 <= number < len(words) else grouped(number)


def grouped(number: int) -> str:
    """A whole number with its thousands set apart as the language does it: "1,234"."""
    return number_format(number, force_grouping=True)


def shortened(text: str, most: int = 110) -> str:
    """The beginning of a text, cut between words."""
    body = " ".join(text.split())
    return body if len(body) <= most else body[:most].rsplit(" ", 1)[0].rstrip(",;:") + " …"
