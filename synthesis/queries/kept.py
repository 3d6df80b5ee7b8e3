"""What a report must not print of who took part: decided by ``consult.attribution``, told as words to look for."""

from collections.abc import Iterable

from consult import attribution
from consult.attribution import STRICT, Audience, Detail, Rule
from consult.models import Consultation, Delegation, Participant, StakeholderGroup
from consult.queries import people
from sessions_app.models import Contribution, Vote
from sessions_app.queries.discussion import person_of
from synthesis.rules.lint import Kept


def kept_of(consultation: Consultation, rules: Iterable[str]) -> dict[str, tuple[Kept, ...]]:
    """By rule, the names, affiliations and addresses that may not leave the room of who spoke under it.

    Groups, the host and partners may be named under every rule; a body that may be named is no person's secret.
    """
    members = list(Participant.objects.filter(consultation=consultation).select_related("user", "delegation", "group"))
    bodies = list(Delegation.objects.filter(consultation=consultation).select_related("group"))
    said = Contribution.objects.filter(question__session__consultation=consultation)
    spoken = set(said.exclude(speaker="").values_list("speaker", flat=True))
    sizes = people.group_sizes(consultation)
    open_ = {name.casefold() for name in _open_names(consultation)}
    found = {}
    for rule in rules:
        kept: dict[str, Kept] = {}
        shown = set(open_)
        for body in bodies:
            person = people.person(
                consultation, participant=None, group=body.group, delegation=body, rule=rule, sizes=sizes
            )
            if _hides_body(attribution.detail(person, Audience.OUTSIDE)):
                kept[body.name] = Kept(body.name, "affiliation")
            else:
                shown.add(body.name.casefold())
        for member in members:
            person = people.participant_as_seen(consultation, member, rule=rule, sizes=sizes)
            if attribution.detail(person, Audience.OUTSIDE) is not Detail.NAME:
                kept |= {name: Kept(name, "name") for name in (member.name, member.user.name) if name}
            if member.user.email:
                kept[member.user.email] = Kept(member.user.email, "address")
        if rule != Rule.ON_THE_RECORD:
            kept |= {name: Kept(name, "name") for name in spoken}
        whole = [f" {name} " for name in shown]
        found[rule] = tuple(
            one for one in kept.values() if not any(f" {one.words.casefold()} " in name for name in whole)
        )
    return found


def _hides_body(level: Detail) -> bool:
    return level in {Detail.GROUP, Detail.NOTHING}


def _open_names(consultation: Consultation) -> list[str]:
    partners = [one.get("name", "") if isinstance(one, dict) else one for one in consultation.partners]
    groups = StakeholderGroup.objects.filter(consultation=consultation).values_list("name", flat=True)
    return [str(name) for name in (consultation.host, *partners, *groups) if name]


def asked_for_less(consultation: Consultation) -> dict[int, tuple[Kept, ...]]:
    """Contribution -> what its author asked to have kept back of it, beyond the rule."""
    rows = (
        Contribution.objects.filter(question__session__consultation=consultation)
        .exclude(shown_at_most=Detail.NAME)
        .select_related("author", "delegation", "group", "question__session__consultation")
    )
    sizes = people.group_sizes(consultation)
    found = {}
    for row in rows:
        person = person_of(row, consultation, sizes)
        level = attribution.detail(person, Audience.OUTSIDE)
        kept = [Kept(person.name, "name")] if level is not Detail.NAME and person.name else []
        kept += [Kept(person.delegation, "affiliation")] if _hides_body(level) and person.delegation else []
        found[row.pk] = tuple(kept)
    return found


def unconsented(consultation: Consultation) -> tuple[str, ...]:
    """Texts that may not be quoted: by their author's wish, or by the rule under which they were given."""
    closed = {str(Rule.CHATHAM_HOUSE)}
    said = Contribution.objects.filter(question__session__consultation=consultation)
    texts = [
        text
        for text, rule, quotation in said.values_list("text", "rule", "quotation").order_by("id")
        if quotation == attribution.Quotation.NONE or rule in closed
    ]
    reasons = Vote.objects.filter(ballot__consultation=consultation).exclude(reason="").select_related("set_by")
    strict = consultation.attribution_rule in STRICT
    texts += [
        vote.reason
        for vote in reasons
        if strict or (vote.set_by is not None and vote.set_by.quotation == attribution.Quotation.NONE)
    ]
    return tuple(texts)
