"""What this package keeps of somebody, for ``consult.privacy``."""

from typing import Any

from consult.models import User
from sessions_app.models import (
    Amendment,
    Attachment,
    Commitment,
    CommitmentNote,
    Contribution,
    Flag,
    Follower,
    Marking,
    Notice,
    Participation,
    PositionStatement,
    Presence,
    RollLine,
    RoundReminder,
    SeparateVote,
    SpeakingRequest,
    Sponsor,
    Statement,
    Submission,
    Vote,
)


def own_data(user: User) -> dict[str, Any]:
    """Everything somebody said and every position they set, whatever became of it; when they asked to speak."""
    said = Contribution.objects.filter(author__user=user).select_related("question__session__consultation")
    votes = Vote.objects.filter(set_by__user=user).select_related("ballot__consultation", "elector__delegation")
    stated = PositionStatement.objects.filter(participant__user=user).order_by("pk")
    asked = SpeakingRequest.objects.filter(participant__user=user).select_related("session__consultation")
    present = Presence.objects.filter(participant__user=user).select_related("session__consultation")
    sent = Submission.objects.filter(author__user=user).select_related("session__consultation")
    files: dict[int, list[str]] = {}
    for key, name in Attachment.objects.filter(contribution__in=said).values_list("contribution", "name"):
        files.setdefault(key, []).append(name)
    flags = Flag.objects.filter(participant__user=user).select_related("contribution__question__session__consultation")
    reminded = RoundReminder.objects.filter(participant__user=user).select_related("session__consultation")
    return {
        "reminders": [
            {
                "consultation": row.session.consultation.title,
                "session": row.session.title,
                "mailed_at": row.mailed_at.isoformat() if row.mailed_at else None,
            }
            for row in reminded
        ],
        "flags": [
            {
                "consultation": row.contribution.question.session.consultation.title,
                "contribution": row.contribution_id,
                "reason": row.reason,
            }
            for row in flags
        ],
        "followed": [
            {"consultation": row.consultation.title, "confirmed": row.confirmed_at is not None}
            for row in Follower.objects.filter(email=user.email or "-").select_related("consultation")
        ],
        "submissions": [
            {
                "consultation": row.session.consultation.title,
                "reference": row.receipt,
                "version": row.version,
                "consent": row.consent,
                "signatories": row.signatories,
                "passages": [passage.text for passage in row.passages.all()],
                "annexes": [annex.name for annex in row.annexes.all()],
                "is_late": row.is_late,
                "submitted_at": row.submitted_at.isoformat(),
                "published_at": row.published_at.isoformat() if row.published_at else None,
            }
            for row in sent.order_by("pk").prefetch_related("passages", "annexes")
        ],
        "contributions": [
            {
                "consultation": row.question.session.consultation.title,
                "question": row.question.text,
                "text": row.text,
                "sentence": row.sentence,
                "type": row.type,
                "is_spoken": row.is_spoken,
                "rule": row.rule,
                "inside": row.inside,
                "shown_at_most": row.shown_at_most,
                "quotation": row.quotation,
                "state": row.state,
                "state_reason": row.state_reason,
                "attachments": files.get(row.pk, []),
                "created_at": row.created_at.isoformat(),
                "edited_at": row.edited_at.isoformat() if row.edited_at else None,
            }
            for row in said.order_by("pk")
        ],
        "amendments": [
            {
                "consultation": row.recommendation.consultation.title,
                "text": row.recommendation.number,
                "number": row.number,
                "reads": row.text,
                "reason": row.reason,
                "state": row.state,
                "created_at": row.created_at.isoformat(),
            }
            for row in Amendment.objects.filter(participant__user=user).select_related("recommendation__consultation")
        ],
        "separate_votes_asked_for": [
            {
                "consultation": row.recommendation.consultation.title,
                "text": row.recommendation.number,
                "paragraph": row.paragraph,
                "state": row.state,
                "asked_at": row.asked_at.isoformat(),
            }
            for row in SeparateVote.objects.filter(participant__user=user).select_related(
                "recommendation__consultation"
            )
        ],
        "sponsored": [
            {
                "consultation": row.recommendation.consultation.title,
                "text": row.recommendation.number,
                "is_main": row.is_main,
                "confirmed": row.confirmed,
            }
            for row in Sponsor.objects.filter(participant__user=user).select_related("recommendation__consultation")
        ],
        "notices": [
            {
                "consultation": row.about.consultation.title,
                "about": str(row.about),
                "kind": row.kind,
                "made_at": row.made_at.isoformat(),
                "seen_at": row.seen_at.isoformat() if row.seen_at else None,
            }
            for row in Notice.objects.filter(participant__user=user).select_related(
                "recommendation__consultation", "commitment__consultation", "ballot__consultation"
            )
        ],
        "commitments": [
            {
                "consultation": row.consultation.title,
                "number": row.number,
                "text": row.text,
                "state": row.state,
                "due": row.due.isoformat() if row.due else None,
                "named_in_public": row.is_named,
            }
            for row in Commitment.objects.filter(participant__user=user).select_related("consultation")
        ],
        "notes_on_commitments": [
            {"consultation": row.commitment.consultation.title, "number": row.commitment.number, "text": row.text}
            for row in CommitmentNote.objects.filter(participant__user=user).select_related("commitment__consultation")
        ],
        "positions": [
            {
                "consultation": row.ballot.consultation.title,
                "ballot": row.ballot_id,
                "choice": row.choice,
                "reason": row.reason,
                "for": row.elector.delegation.name if row.elector.delegation else None,
                "at": row.at.isoformat(),
            }
            for row in votes.order_by("pk")
        ],
        "statements_on_position": [
            {
                "consultation": row.recommendation.consultation.title,
                "text": row.recommendation.number,
                "kind": row.kind,
                "statement": row.text,
                "part": row.part,
                "language": row.language,
                "is_named": row.is_named,
                "created_at": row.created_at.isoformat(),
            }
            for row in stated.select_related("recommendation__consultation")
        ],
        "receipts": [
            {"consultation": row.ballot.consultation.title, "ballot": row.ballot_id, "at": row.received_at.isoformat()}
            for row in RollLine.objects.filter(received_by__user=user, received_at__isnull=False).select_related(
                "ballot__consultation"
            )
            if row.received_at
        ],
        "entitled": [
            {"consultation": row.ballot.consultation.title, "ballot": row.ballot_id, "voted": row.voted}
            for row in RollLine.objects.filter(elector__participant__user=user).select_related("ballot__consultation")
        ],
        "marked": [
            {
                "consultation": row.ballot.consultation.title,
                "ballot": row.ballot_id,
                "question": row.ballot.choosing.title,
                "answer": row.answer,
                "options": {str(pk): text for pk, text in row.ballot.choosing.options.values_list("pk", "text")},
                "at": row.at.isoformat(),
            }
            for row in Marking.objects.filter(set_by__user=user).select_related(
                "ballot__consultation", "ballot__choosing"
            )
        ],
        # Of a secret ballot there is nothing else to give: what somebody voted, nobody can find.
        "secret_ballots": [
            {"consultation": row.ballot.consultation.title, "ballot": row.ballot_id, "receipt": str(row.pk)}
            for row in Participation.objects.filter(elector__participant__user=user).select_related(
                "ballot__consultation"
            )
        ],
        "floor": [
            {
                "consultation": row.session.consultation.title,
                "kind": row.kind,
                "on_behalf_of": row.on_behalf_of,
                "language": row.language,
                "is_remote": row.is_remote,
                "state": row.state,
                "asked_at": row.asked_at.isoformat(),
                "seconds": row.used,
            }
            for row in asked.order_by("pk")
        ],
        "statements": [
            {
                "consultation": row.session.consultation.title,
                "question": row.question.text if row.question else None,
                "text": row.text,
                "language": row.language,
                "handed_in_at": row.at.isoformat(),
                "delivered_at": row.delivered_at.isoformat() if row.delivered_at else None,
            }
            for row in Statement.objects.filter(participant__user=user).select_related(
                "session__consultation", "question"
            )
        ],
        "presence": [
            {
                "consultation": row.session.consultation.title,
                "page_open_until": row.seen_until.isoformat() if row.seen_until else None,
                "said_present_at": row.present_at.isoformat() if row.present_at else None,
            }
            for row in present.order_by("pk")
        ],
    }
