"""Minutes: write the summary, keep files with it, approve it, open it again."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import floor
from sessions_app.actions.attachments import File, cleaned
from sessions_app.actions.words import plain
from sessions_app.models import Minutes, MinutesFile, MinutesVersion, Session

LONGEST, MOST_FILES = 20_000, 10


def save(here: Here, session_id: int, summary: str, seen: int) -> Minutes:
    """Replace the summary. seen: the revision that was edited; of an older one it is refused as stale.

    What stood before is kept as a version.
    """
    summary = plain(summary).strip()
    if len(summary) > LONGEST:
        raise RefusedError(_("A summary has at most {limit} characters.").format(limit=LONGEST))
    with floor.taken(here, session_id) as session:
        require(may(here.standing, Act.TAKE_DOWN))
        minutes = _open(session)
        if minutes.revision != seen:
            raise RefusedError(
                _("Somebody saved the summary while you wrote. Theirs stands above, yours below: make one of the two."),
                "stale",
            )
        if minutes.summary == summary:
            return minutes
        if minutes.edited_at:
            MinutesVersion.objects.create(
                minutes=minutes,
                revision=minutes.revision,
                summary=minutes.summary,
                salt=minutes.salt,
                edited_at=minutes.edited_at,
            )
        minutes.summary, minutes.revision, minutes.salt = summary, minutes.revision + 1, record.salt()
        minutes.edited_by, minutes.edited_at = here.participant, timezone.now()
        minutes.save()
        sealed = record.seal(minutes.salt, summary)
        _enter(here, session, "write minutes", revision=minutes.revision, text=sealed)
    return minutes


def approve(here: Here, session_id: int, seen: int) -> None:
    """The chair approves the summary that they read: from now on those admitted read the minutes."""
    with floor.taken(here, session_id) as session:
        require(may(here.standing, Act.STEER))
        minutes = _open(session)
        if minutes.revision != seen:
            raise RefusedError(_("The summary was changed since you read it. Read it again, then approve it."), "stale")
        minutes.approved_at = timezone.now()
        minutes.save()
        _enter(here, session, "approve minutes", revision=minutes.revision)


def open_again(here: Here, session_id: int) -> None:
    """Take the approval back: the minutes are a draft again, and only who writes them reads them."""
    with floor.taken(here, session_id) as session:
        require(may(here.standing, Act.STEER))
        if Minutes.objects.filter(session=session, approved_at__isnull=False).update(approved_at=None):
            _enter(here, session, "open minutes again")


def attach(here: Here, session_id: int, files: Sequence[File]) -> None:
    """Keep files with the minutes, under the limits of attachments."""
    kept = cleaned(files)
    if not kept:
        raise RefusedError(_("Choose a file first."))
    with floor.taken(here, session_id) as session:
        require(may(here.standing, Act.TAKE_DOWN))
        _open(session)
        if session.minutes_files.count() + len(kept) > MOST_FILES:
            raise RefusedError(_("At most {count} files are kept with the minutes.").format(count=MOST_FILES))
        MinutesFile.objects.bulk_create(MinutesFile(session=session, name=name, data=data) for name, data in kept)
        _enter(here, session, "attach to minutes", files=len(kept))


def detach(here: Here, session_id: int, file_id: int) -> None:
    with floor.taken(here, session_id) as session:
        require(may(here.standing, Act.TAKE_DOWN))
        _open(session)
        deleted, _by_model = session.minutes_files.filter(pk=file_id).delete()
        if not deleted:
            raise RefusedError(_("This file is not with the minutes any more."))
        _enter(here, session, "take a file from minutes")


def _open(session: Session) -> Minutes:
    """The minutes, as long as they may change."""
    minutes = Minutes.objects.get_or_create(session=session)[0]
    if minutes.approved_at:
        raise RefusedError(_("These minutes are approved. The chair can open them again."))
    return minutes


def _enter(here: Here, session: Session, act: str, **payload: object) -> None:
    record.enter(
        session.consultation_id,
        act,
        here.participant or record.COMMAND,
        subject=f"minutes-{session.pk}",
        payload={"session": session.pk, **payload},
    )
