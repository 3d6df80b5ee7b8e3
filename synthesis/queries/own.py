"""What this package keeps of somebody, for ``consult.privacy``."""

from typing import Any

from django.db.models import QuerySet

from consult.models import User
from synthesis.models.approval import Approval
from synthesis.models.circulation import DraftComment
from synthesis.models.coding import Code, Reading
from synthesis.models.notebook import Note
from synthesis.models.remark import Remark
from synthesis.models.telling import Telling
from synthesis.models.theme import ThemeVersion
from synthesis.models.version import ParagraphVersion
from synthesis.queries.opinion import groups_of
from synthesis.queries.telling import own_reports


def own_data(user: User) -> dict[str, Any]:
    """Notes, codes, acts on themes and comments of somebody's own; what they were told; their opinion groups."""
    notes = Note.objects.filter(author__user=user).select_related("consultation")
    codes = Code.objects.filter(coder__user=user).select_related(
        "theme", "contribution__question__session__consultation"
    )
    acts = ThemeVersion.objects.filter(by__user=user).select_related("theme__question__session__consultation")
    texts = ParagraphVersion.objects.filter(by__user=user).select_related("paragraph__section__report__consultation")
    remarks = Remark.objects.filter(author__user=user).select_related("paragraph__section__report__consultation")
    approved = Approval.objects.filter(by__user=user).select_related("report__consultation")
    return {
        "notes": [
            {
                "consultation": row.consultation.title,
                "text": row.text,
                "at": row.at.isoformat(),
                "edited_at": row.edited_at.isoformat() if row.edited_at else None,
            }
            for row in notes
        ],
        "codes": [
            {
                "consultation": row.contribution.question.session.consultation.title,
                "contribution": row.contribution_id,
                "theme": row.theme.label if row.theme else None,
                "at": row.at.isoformat(),
            }
            for row in codes
        ],
        "themes": [
            {
                "consultation": row.theme.question.session.consultation.title,
                "act": row.act,
                "label": row.label,
                "at": row.at.isoformat(),
            }
            for row in acts.order_by("pk")
        ],
        "told": [
            {
                "consultation": row.report.consultation.title,
                "about": row.about,
                "made_at": row.made_at.isoformat(),
                "mailed_at": row.mailed_at.isoformat() if row.mailed_at else None,
            }
            for row in Telling.objects.filter(participant__user=user).select_related("report__consultation")
        ],
        "used": [
            {
                "consultation": own.report.consultation.title,
                "contributions": list(one.unit.ids),
                "status": str(one.unit.status),
                "paragraphs": [place.words for place in one.unit.places],
                "reason": one.unit.why,
            }
            for own in own_reports(user)
            for one in own.used
        ],
        "comments_on_drafts": [_comment(row) for row in _comments(user)],
        "report_texts": [
            {
                "consultation": row.paragraph.section.report.consultation.title,
                "act": row.act,
                "text": row.text,
                "at": row.at.isoformat() if row.at else None,
            }
            for row in texts.order_by("pk")
        ],
        "report_remarks": [
            {
                "consultation": row.paragraph.section.report.consultation.title,
                "text": row.text,
                "at": row.at.isoformat(),
            }
            for row in remarks
        ],
        "reports_approved": [
            {"consultation": row.report.consultation.title, "at": row.at.isoformat()} for row in approved
        ],
        "contributions_read": Reading.objects.filter(reader__user=user).count(),
        "opinion_groups": groups_of(user),
    }


def _comments(user: User) -> QuerySet[DraftComment]:
    rows = DraftComment.objects.filter(participant__user=user).order_by("pk")
    return rows.select_related("circulation__report__consultation")


def _comment(row: DraftComment) -> dict[str, Any]:
    return {
        "consultation": row.circulation.report.consultation.title,
        "kind": row.kind,
        "text": row.text,
        "proposed_wording": row.wording,
        "is_late": row.is_late,
        "created_at": row.created_at.isoformat(),
        "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        "taken_up": row.taken,
        "reason": row.reason,
    }
