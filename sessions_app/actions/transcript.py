"""Transcripts: turns of speakers wait in a list; a scribe takes each or leaves it. Nothing else shows them.

Every act on a list locks its row first: of two scribes at once the second finds what the first decided. A name and a
text go from the list once they are decided, and the list goes with the last of them or when it is thrown away: what
was taken stands in the threads under their rule, and the record keeps the numbers alone.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.attribution import Detail
from consult.models import Participant
from consult.procedure import RefusedError, require
from consult.queries.people import Here
from sessions_app.actions import discussion, taking
from sessions_app.actions.taking import Heard, Speaker
from sessions_app.actions.turns import writing
from sessions_app.actions.words import TEXT_LIMIT, plain
from sessions_app.models import Contribution, GuidingQuestion, Session, Transcript
from sessions_app.queries import transcript as reading
from sessions_app.states import ContributionState, HeldFor

TAKEN, LEFT = "taken", "left"
Spoken = tuple[str, str, float | None]  # speaker, text, seconds from the beginning


def add(here: Here, session_id: int, *, name: str, language: str, turns: Sequence[Spoken]) -> Transcript:
    """Keep what was read for those who take down. Where no question lets a body be named, no name is kept."""
    taking.check_language(language)
    with writing():
        session = Session.objects.select_related("consultation").filter(pk=session_id, consultation=here.consultation)
        found = session.first()
        if found is None:
            raise RefusedError(_("There is no such session in this consultation."))
        require(taking.may_take_down(here, found))
        names = any(one.terms.here is not Detail.NOTHING for one in reading.questions(found))
        made = Transcript.objects.create(
            session=found,
            added_by=here.participant,
            name=" ".join(plain(name).split())[-200:] or _("Transcript"),
            language=language,
            cues=[_cue(speaker if names else "", text, at) for speaker, text, at in turns],
            at=timezone.now(),
        )
        _enter(here, "read transcript", made, remarks=len(made.cues))
    return made


def _cue(speaker: str, text: str, start: float | None) -> dict[str, object]:
    name = " ".join(plain(speaker).split())[: taking.LONGEST_NAME]
    return {"speaker": name, "text": plain(text)[:TEXT_LIMIT], "start": start, "state": ""}


def take(here: Here, transcript_id: int, number: int, question_id: int, heard: Heard) -> Contribution:
    """Take one into a thread, with its text and speaker as the scribe put them right."""
    heard = taking.checked(heard)
    with writing():
        row = _locked(here, transcript_id)
        _require_waiting(row, number)
        question, scribe = _question(here, row, question_id), discussion.one_who_acts(here)
        taken = taking.spoken(question, taking.speaker_of(question, heard), heard, scribe)
        discussion.hold_where_asked(taken, heard.third_person)
        taken.save()
        _decide(here, row, [number], TAKEN)
        taking.enter(taken, scribe)
    return taken


def leave(here: Here, transcript_id: int, number: int) -> None:
    """Leave one: it comes into no thread."""
    with writing():
        row = _locked(here, transcript_id)
        _require_waiting(row, number)
        _decide(here, row, [number], LEFT)


def take_all(here: Here, transcript_id: int, question_id: int) -> int:
    """Take everything whose speaker is known under one question, as it was read; how many. One entry for all."""
    with writing():
        row = _locked(here, transcript_id)
        question, scribe = _question(here, row, question_id), discussion.one_who_acts(here)
        made, numbers = _known(row, question, scribe)
        if made:
            _decide(here, row, numbers, TAKEN)
            record.enter(
                here.consultation.pk,
                "take down all",
                scribe,
                subject=f"transcript-{transcript_id}",
                payload={
                    "session": row.session_id,
                    "contributions": [one.pk for one in made],
                    "texts": [record.seal(one.salt, one.text) for one in made],
                    **discussion.held(made[0]),
                },
            )
    return len(made)


def throw_away(here: Here, transcript_id: int) -> None:
    """Delete the list and what waits in it."""
    with writing():
        _end(here, _locked(here, transcript_id))


def _known(row: Transcript, question: GuidingQuestion, scribe: Participant) -> tuple[list[Contribution], list[int]]:
    """What can be taken as it was read, with its numbers."""
    known = reading.directory(row.session, question)
    speakers: dict[str, Speaker | None] = {}
    is_held = Session.objects.filter(pk=row.session_id, holds_all=True).exists()
    made, numbers = [], []
    for number, cue in enumerate(row.cues):
        if cue["state"]:
            continue
        if cue["speaker"] not in speakers:
            speakers[cue["speaker"]] = _speaker(question, known, cue["speaker"])
        speaker = speakers[cue["speaker"]]
        if speaker is None:
            continue
        one = taking.spoken(question, speaker, Heard(cue["text"], "", language=row.language), scribe)
        if is_held:
            one.state, one.held_for = ContributionState.HELD, HeldFor.ALL
        made.append(one)
        numbers.append(number)
    return Contribution.objects.bulk_create(made), numbers


def _speaker(question: GuidingQuestion, known: reading.Directory, name: str) -> Speaker | None:
    """Whoever the file names; None where the scribe has to say who it was."""
    if not known.is_known(name):
        return None
    return taking.speaker_of(question, heard_of(known, known.label_for(name), Heard("", "")))


def heard_of(known: reading.Directory, label: str, heard: Heard) -> Heard:
    """``heard`` with the speaker that stands in a field: whoever has this label or name, else the name itself."""
    value = known.value_of(label)
    if value.startswith(("request-", "said-")):
        return replace(heard, who=value)
    return replace(heard, who=taking.OTHER, other=value, name="" if value else label)


def _locked(here: Here, transcript_id: int) -> Transcript:
    rows = Transcript.objects.select_for_update(of=("self",)).select_related("session__consultation")
    row = rows.filter(pk=transcript_id, session__consultation=here.consultation).first()
    if row is None:
        raise RefusedError(_("This transcript is no longer here: everything in it was decided, or it was thrown away."))
    require(taking.may_take_down(here, row.session))
    return row


def _question(here: Here, row: Transcript, question_id: int) -> GuidingQuestion:
    question = discussion.question_of(here, question_id)
    if question.session_id != row.session_id:
        raise RefusedError(_("There is no such question in this session."))
    taking.require_opened(question)
    return question


def _require_waiting(row: Transcript, number: int) -> None:
    if not 0 <= number < len(row.cues):
        raise RefusedError(_("There is no such remark in this transcript."))
    if row.cues[number]["state"]:
        raise RefusedError(_("Somebody decided on this remark before you."))


def _decide(here: Here, row: Transcript, numbers: Sequence[int], state: str) -> None:
    """Only that it was decided stays of a remark; of the last one, nothing."""
    for number in numbers:
        row.cues[number] = {"speaker": "", "text": "", "start": None, "state": state}
    if all(cue["state"] for cue in row.cues):
        _end(here, row)
    else:
        row.save(update_fields=["cues"])


def _end(here: Here, row: Transcript) -> None:
    states = [cue["state"] for cue in row.cues]
    Transcript.objects.filter(pk=row.pk).delete()
    numbers = {"taken": states.count(TAKEN), "left": states.count(LEFT), "thrown_away": states.count("")}
    _enter(here, "end transcript", row, **numbers)


def _enter(here: Here, act: str, row: Transcript, **payload: object) -> None:
    record.enter(
        here.consultation.pk,
        act,
        discussion.one_who_acts(here),
        subject=f"transcript-{row.pk}",
        payload={"session": row.session_id, **payload},
    )
