"""Lists that the office edits: fields by which suggestions are sorted, and what is no suggestion."""

from django.db import models

from congress.models import Organ


class SuggestionField(models.Model):
    """分类: by what suggestions are sorted, and which committee of the congress answers for the field."""

    name = models.CharField("分类", max_length=30, unique=True)
    committee = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="suggestion_fields",
        verbose_name="对口工委",
    )
    order = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("使用", default=True, help_text="停用的分类不能再选，已登记的不变。")

    class Meta:
        verbose_name = "代表建议分类"
        verbose_name_plural = "代表建议分类"
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.name


class SuggestionExclusion(models.Model):
    """不作为代表建议的情形, with the article that names it (ZJ-SUG16 art 6)."""

    reason = models.CharField("情形", max_length=120, unique=True)
    citation = models.CharField("依据", max_length=120, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("使用", default=True)

    class Meta:
        verbose_name = "不作为代表建议的情形"
        verbose_name_plural = "不作为代表建议的情形"
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.reason
