"""Lists that the office edits: fields of opinions, where matters that are not accepted belong, words to look at."""

from django.db import models


class OpinionField(models.Model):
    """领域: by what an opinion is sorted and told in the monthly list."""

    name = models.CharField("领域", max_length=30, unique=True)
    order = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("使用", default=True, help_text="停用的领域不能再选，已登记的不变。")

    class Meta:
        verbose_name = "社情民意领域"
        verbose_name_plural = "社情民意领域"
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.name


class OpinionGuidance(models.Model):
    """不予受理的情形: the reason, and where the visitor is guided to (handbook §2(l); local practice [P])."""

    reason = models.CharField("情形", max_length=80, unique=True)
    advice = models.CharField("引导", max_length=300, help_text="来访人看到的答复，写明应当向哪里反映。")
    order = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("使用", default=True)

    class Meta:
        verbose_name = "不予受理的情形"
        verbose_name_plural = "不予受理的情形"
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.reason


class OpinionWord(models.Model):
    """提示词: a word that makes the station look twice. It refuses nothing and is told to staff only."""

    word = models.CharField("词语", max_length=20, unique=True)
    hint = models.CharField("提示", max_length=120)

    class Meta:
        verbose_name = "社情民意提示词"
        verbose_name_plural = "社情民意提示词"
        ordering = ("word",)

    def __str__(self) -> str:
        return self.word
