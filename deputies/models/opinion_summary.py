"""摘要: what everyone may read of a matter that was answered, in the words of its station."""

from django.db import models
from django.db.models import Q

from .public_opinion import PublicOpinion


class OpinionSummary(models.Model):
    """公开摘要 of one matter, proposed by its station; it goes out through the publication gate (handbook §5.2, §5.3).

    Nobody's name, number or address stands in it. No field history: what is withdrawn and blanked is gone.
    """

    opinion = models.OneToOneField(
        PublicOpinion, on_delete=models.CASCADE, related_name="summary", verbose_name="社情民意"
    )
    title = models.CharField("标题", max_length=80)
    problem = models.TextField("反映的问题", max_length=600)
    result = models.TextField("办理结果", max_length=1000)
    proposed_on = models.DateField("建议公开日期", editable=False)

    class Meta:
        verbose_name = "社情民意公开摘要"
        verbose_name_plural = "社情民意公开摘要"
        constraints = (
            models.CheckConstraint(
                name="opinion_summary_in_words",
                condition=~Q(title="") & ~Q(problem="") & ~Q(result=""),
                violation_error_message="公开摘要须有标题、反映的问题和办理结果。",
            ),
        )

    def __str__(self) -> str:
        return self.title
