"""The laws, regulations and decisions that inspections look at."""

from django.db import models


class LegalInstrument(models.Model):
    """A law, regulation or decision that an inspection looks at; 一法两条例 and the like are counted from the kinds."""

    class Kind(models.TextChoices):
        LAW = "law", "法律"
        ADMIN_REGULATION = "admin_regulation", "行政法规"
        LOCAL_REGULATION = "local_regulation", "地方性法规"
        DECISION = "decision", "决定"

    title = models.CharField("名称", max_length=160, unique=True)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    is_illustrative = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = "法律法规"
        verbose_name_plural = "法律法规"
        ordering = ("title",)

    def __str__(self) -> str:
        return f"《{self.title}》"
