"""Those who stand behind a text, and those whose position on it stands for a new version."""

from django.db import models

from consult.models import Elector
from sessions_app.models.drafting import Recommendation, RecommendationVersion
from sessions_app.models.voice import Voice


class Sponsor(Voice):
    """Somebody who stands behind a text. confirmed: the version they stand behind; a later one waits for them."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="sponsors")
    is_main = models.BooleanField(default=False)
    confirmed = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("-is_main", "id")
        constraints = (
            models.UniqueConstraint(fields=("recommendation", "participant"), name="a_sponsor_once"),
            models.UniqueConstraint(
                fields=("recommendation",), condition=models.Q(is_main=True), name="one_main_sponsor"
            ),
        )

    def __str__(self) -> str:
        return f"sponsor {self.pk}"


class Confirmation(models.Model):
    """An elector's word that the position taken on an earlier version stands for this one too."""

    version = models.ForeignKey(RecommendationVersion, on_delete=models.CASCADE, related_name="confirmations")
    elector = models.ForeignKey(Elector, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("version", "elector"), name="a_position_confirmed_once"),)

    def __str__(self) -> str:
        return f"confirmation {self.pk}"
