"""What an outing is about: one outing may have several subjects (handbook §6.2)."""

from django.db import models

from .inspection import Oversight


class OversightSubject(models.Model):
    """One subject of an outing."""

    oversight = models.ForeignKey(Oversight, on_delete=models.CASCADE, related_name="subjects", verbose_name="活动")
    title = models.CharField("内容", max_length=120)

    class Meta:
        verbose_name = "内容"
        verbose_name_plural = "内容"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title
