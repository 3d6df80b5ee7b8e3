"""Reading consultations: which there are for somebody, and times told in two zones."""

from django.db.models import Q, QuerySet

from consult.models import Consultation, User
from consult.models.consultation import Visibility


def visible_to(user: User | None) -> QuerySet[Consultation]:
    """Consultations that may be listed for ``user``: public ones, and those they take part in."""
    listed = Q(visibility=Visibility.PUBLIC)
    if user is not None and user.is_authenticated:
        if user.is_secretariat:
            return Consultation.objects.all()
        listed |= Q(participants__user=user, participants__removed_at=None)
    return Consultation.objects.filter(listed).distinct()
