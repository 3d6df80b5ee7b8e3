"""What is said aloud: a scribe takes it down, as its speaker's contribution under the rule in force."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.attribution import Detail, Inside, Quotation, Rule, Terms
from consult.models import Delegation, Participant, StakeholderGroup
from consult.procedure import Act, Answer, RefusedError, require
from consult.queries.people import Here
from sessions_app.actions import commands, discussion
from sessions_app.actions import statement as statements
from sessions_app.actions.session import may_aloud
from sessions_app.actions.turns import writing
from sessions_app.actions.words import STATEMENT_LIMIT, TEXT_LIMIT, checked_sentence, checked_text, plain
from sessions_app.models import Contribution, GuidingQuestion, Session, SpeakingRequest
from sessions_app.queries.floor import NAMED
from sessions_app.queries.session import terms_of
from sessions_app.states import ContributionType, QuestionState

LONGEST_NAME = 160
OTHER = "other"  # somebody who is not at hand: chosen from the list, or named


@dataclass(frozen=True, slots=True)
class Heard:
    """What a scribe sends. who: "request-7", "said-7", "delegation-7", "group-7", or "other".

    With "other": ``other`` is "participant-7", "delegation-7", "group-7" or "", and ``name`` a name or "".
    language: the one heard, "" where it was not noted. statement: the id of one that is now delivered.
    """

    text: str
    who: str
    other: str = ""
    name: str = ""
    language: str = ""
    type: str = ""
    sentence: str = ""
    third_person: bool = False
    statement: int = 0


@dataclass(frozen=True, slots=True)
class Speaker:
    """To whom something is put down. name: of somebody who takes no part here; all empty: nobody in particular."""

    author: Participant | None = None
    name: str = ""
    delegation: Delegation | None = None
    group: StakeholderGroup | None = None


def may_take_down(here: Here, session: Session) -> Answer:
    """Whether the tables allow it, to somebody who takes part, in a session where something is said aloud."""
    return may_aloud(here, session, Act.TAKE_DOWN, _("A written round has nothing to take down: it is for a sitting."))


def take_down(here: Here, question_id: int, heard: Heard, command_id: UUID | None = None) -> Contribution:
    """Enter what somebody said. Raises ``RefusedError`` with the reason; a repeated command gives what it made first.

    A question that has been closed since still takes it: who writes is a minute behind who speaks.
    """
    heard = checked(heard)
    with writing():
        question = discussion.question_of(here, question_id)
        require(may_take_down(here, question.session))
        scribe = discussion.one_who_acts(here)
        try:
            command = commands.begin(scribe.pk, command_id)
        except commands.Repeated as repeated:
            return _entered_before(scribe, repeated.answer)
        require_opened(question)
        taken = spoken(question, speaker_of(question, heard), heard, scribe)
        discussion.hold_where_asked(taken, heard.third_person)
        delivered = statements.to_deliver(question.session, heard.statement, taken) if heard.statement else None
        taken.save()
        if delivered:
            statements.deliver(delivered, taken)
        commands.finish(command, discussion.answer_to(taken))
        enter(taken, scribe, **({"statement": delivered.pk} if delivered else {}))
    return taken


def enter(taken: Contribution, scribe: Participant, **more: object) -> None:
    """Enter that it was taken down: the last statement of its transaction."""
    sealed = {"text": record.seal(taken.salt, taken.text)}
    by = {"speaker": f"participant-{taken.author_id}"} if taken.author_id else {}
    discussion.enter(taken, "take down", scribe, {**sealed, **by, **discussion.held(taken), **more})


def require_opened(question: GuidingQuestion) -> None:
    if question.state == QuestionState.PLANNED:
        raise RefusedError(_("This question is not open yet. The chair opens it."))


def spoken(question: GuidingQuestion, speaker: Speaker, heard: Heard, scribe: Participant) -> Contribution:
    """The contribution, not yet saved, under the rule in force. Its speaker's own consent to be quoted holds."""
    terms = terms_of(question)
    return Contribution(
        question=question,
        author=speaker.author,
        speaker=speaker.name,
        delegation=speaker.delegation,
        group=speaker.group,
        entered_by=scribe,
        is_spoken=True,
        rule=terms.rule,
        inside=terms.inside,
        quotation=speaker.author.quotation if speaker.author else Quotation.WITHOUT_NAME,
        type=heard.type,
        text=heard.text,
        sentence=heard.sentence,
        language=heard.language,
        salt=record.salt(),
        created_at=timezone.now(),
    )


def checked(heard: Heard) -> Heard:
    """With its texts made safe to store; refused where a field holds what it cannot."""
    if heard.type and heard.type not in ContributionType.values:
        raise RefusedError(_("There is no such type of contribution."))
    check_language(heard.language)
    limit = STATEMENT_LIMIT if heard.statement else TEXT_LIMIT
    return replace(heard, text=checked_text(heard.text, limit), sentence=checked_sentence(heard.sentence))


def check_language(code: str) -> None:
    if code and code not in dict(settings.LANGUAGES):
        raise RefusedError(_("Choose the language from the list."))


def _entered_before(scribe: Participant, answer: dict[str, object]) -> Contribution:
    made = Contribution.objects.filter(pk=str(answer.get("contribution", 0)), entered_by=scribe).first()
    if made is None:
        raise RefusedError(_("This was sent before, as something else. Reload the page and send it again."))
    made.state = str(answer.get("state", made.state))
    return made


# --- who spoke --------------------------------------------------------------------------------------------------------


def speaker_of(question: GuidingQuestion, heard: Heard) -> Speaker:
    """Who spoke, as far as the rule under which it is now kept lets anybody be named here."""
    name = " ".join(plain(heard.name).split())
    if heard.who != OTHER:
        if name or heard.other:
            raise RefusedError(_("Two speakers are chosen. Choose “Somebody else”, or empty the name and the list."))
        return _at_hand(question, heard.who)
    seen = terms_of(question).here
    if not (name or heard.other) and seen is not Detail.NOTHING:
        raise RefusedError(_("Say who spoke: choose from the list, or write a name."))
    if name and seen is not Detail.NAME:
        raise RefusedError(_("Names are not shown here: choose a delegation or a group."))
    if len(name) > LONGEST_NAME:
        raise RefusedError(_("This name is too long. Write at most {limit} characters.").format(limit=LONGEST_NAME))
    chosen = _chosen(question, heard.other, seen) if heard.other else Speaker()
    if name and chosen.author:
        raise RefusedError(_("Choose a participant or write a name, not both."))
    return Speaker(chosen.author, name, chosen.delegation, chosen.group)


def _at_hand(question: GuidingQuestion, value: str) -> Speaker:
    kind, id_ = _parts(value)
    session, seen = question.session, terms_of(question).here
    if kind == "request":
        spoke = SpeakingRequest.objects.filter(session=session, started_at__isnull=False, pk=id_)
        row = spoke.select_related("participant", "delegation", "group").first()
        if row:
            name = row.name if row.participant is None and seen is Detail.NAME else ""
            return Speaker(row.participant, name, row.delegation, row.group)
    if kind == "said" and seen is Detail.NAME:
        # What was said under a stricter rule than now does not tell who said it.
        said = Contribution.objects.filter(question__session=session, is_spoken=True, pk=id_)
        taken = said.select_related("author", "delegation", "group", "question__session__consultation").first()
        if taken and _kept(taken).here is Detail.NAME:
            return Speaker(taken.author, taken.speaker, taken.delegation, taken.group)
    if kind in ("delegation", "group"):
        return _chosen(question, value, seen)
    raise RefusedError(_("Say who spoke: choose from the list, or write a name."))


def _kept(taken: Contribution) -> Terms:
    """The attribution under which it was said."""
    return Terms(Rule(taken.rule), Inside(taken.inside or taken.question.session.consultation.inside))


def _chosen(question: GuidingQuestion, value: str, seen: Detail) -> Speaker:
    """A participant, a delegation or a group of this consultation, where the rule lets such be shown."""
    kind, id_ = _parts(value)
    consultation = question.session.consultation
    if kind == "participant" and seen is Detail.NAME:
        those = Participant.objects.filter(consultation=consultation, removed_at=None, never_list=False)
        one = those.filter(pk=id_).select_related("delegation", "group").first()
        if one:
            return Speaker(one, "", one.delegation, one.group)
    if kind == "delegation" and seen in NAMED:
        body = Delegation.objects.filter(consultation=consultation, pk=id_).select_related("group").first()
        if body:
            return Speaker(delegation=body, group=body.group)
    if kind == "group" and seen is not Detail.NOTHING:
        group = StakeholderGroup.objects.filter(consultation=consultation, pk=id_).first()
        if group:
            return Speaker(group=group)
    raise RefusedError(_("This speaker cannot be chosen here. Reload the list, and choose again."))


def _parts(value: str) -> tuple[str, int]:
    """Of "group-7": ("group", 7); ("", 0) of anything else."""
    kind, _dash, id_ = value.partition("-")
    return (kind, int(id_)) if id_.isascii() and id_.isdigit() and len(id_) < 19 else ("", 0)
