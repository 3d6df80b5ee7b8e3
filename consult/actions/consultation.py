"""Acts on a consultation itself: for now, tightening its attribution rule."""

from django.db import transaction
from django.utils.translation import gettext as _

from consult import record
from consult.actions.people import actor
from consult.attribution import TIGHTENINGS, Rule
from consult.models import Consultation
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here


def tighten(here: Here, rule: str) -> None:
    """Set a stricter rule for what is said from now on; what was said keeps the rule under which it was given."""
    with transaction.atomic():
        require(may(here.standing, Act.SET_UP))
        consultation = Consultation.objects.select_for_update().get(pk=here.consultation.pk)
        if rule not in TIGHTENINGS[Rule(consultation.attribution_rule)]:
            raise RefusedError(_("A rule can only become stricter once people rely on it."))
        consultation.attribution_rule = rule
        consultation.save(update_fields=["attribution_rule"])
        record.enter(consultation.pk, "tighten", actor(here), payload={"rule": rule})
        record.signal(consultation.pk, "rights")
