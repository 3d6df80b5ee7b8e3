"""Reading minutes: the summary and its versions, the files beside it, and the text that may leave the room."""

import re
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consult.attribution import Audience, Rule
from consult.models import Consultation
from consult.procedure import Act, may
from consult.queries.people import Here
from sessions_app.models import Minutes, MinutesFile, MinutesVersion, Session
from sessions_app.queries.account import Account, account, rules_of

_MARKS = re.compile(r"([\\`*_{}\[\]<>#+!|~-])")


def minutes_of(session: Session) -> Minutes:
    """The minutes of a sitting; not yet kept where nobody has written any."""
    return Minutes.objects.filter(session=session).first() or Minutes(session=session)


def versions(minutes: Minutes) -> list[MinutesVersion]:
    """The summary as it stood before, the newest first."""
    return list(minutes.versions.all()) if minutes.pk else []


def files(session: Session) -> list[MinutesFile]:
    return list(MinutesFile.objects.filter(session=session).defer("data"))


def may_write(here: Here) -> bool:
    return bool(may(here.standing, Act.TAKE_DOWN))


def may_read(here: Here, minutes: Minutes) -> bool:
    """Whoever writes them, always; those admitted once the chair has approved them."""
    return may_write(here) or (minutes.approved_at is not None and bool(may(here.standing, Act.READ)))


# --- what leaves the room ---------------------------------------------------------------------------------------------


def names_somebody(text: str, consultation: Consultation, rules: set[Rule]) -> bool:
    """Whether ``text`` holds a name that one of ``rules`` keeps from the outside."""
    said, kept = text.casefold(), set[str]()
    if rules - {Rule.ON_THE_RECORD}:
        kept |= set(consultation.participants.values_list("name", flat=True))
    if rules - {Rule.ON_THE_RECORD, Rule.BY_DELEGATION}:
        kept |= set(consultation.delegations.values_list("name", flat=True))
    if rules - {Rule.ON_THE_RECORD, Rule.BY_DELEGATION, Rule.BY_GROUP}:
        kept |= set(consultation.groups.values_list("name", flat=True))
    return any(re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", said) for name in kept if name.strip())


@dataclass(frozen=True, slots=True)
class Outside:
    """The minutes for a file. summary: "" where it would name somebody whom the rule does not."""

    told: Account
    summary: str
    leaves_out: bool


def outside(session: Session, minutes: Minutes) -> Outside:
    leaves_out = names_somebody(minutes.summary, session.consultation, rules_of(session))
    return Outside(account(session, Audience.OUTSIDE), "" if leaves_out else minutes.summary, leaves_out)


def markdown(session: Session, minutes: Minutes) -> str:
    """The minutes as a Markdown file, as they may be read outside."""
    found, zone = outside(session, minutes), session.consultation.zone
    parts = [f"# {_escaped(session.title)}", _escaped(session.consultation.title)]
    if found.told.begins:
        parts.append(date_format(found.told.begins.astimezone(zone), "j F Y"))
    if found.leaves_out:
        parts.append("_" + _("The summary is left out of this file: under the rule it names nobody.") + "_")
    elif found.summary:
        parts += [f"## {_('Summary')}", *(_escaped(part) for part in re.split(r"\n\s*\n", found.summary.strip()))]
    parts.append(f"## {_('Account')}")
    for line in found.told.lines:
        at = f"{line.at.astimezone(zone):%H:%M} " if line.at else ""
        more = "".join(f"\n  {_escaped(text)}" for text in (line.quote, line.note) if text)
        parts.append(f"- {at}{_escaped(line.words)}{more}")
    return "\n\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    """What people wrote as plain text: no mark of it makes a heading, a link or markup, and no line begins a list."""
    return re.sub(r"(?m)^(\s*\d+)([.)])", r"\1\\\2", _MARKS.sub(r"\\\1", text)).replace("&", "&amp;")
