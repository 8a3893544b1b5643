"""People, apart from the offices they hold."""

import pghistory
from django.conf import settings
from django.db import models

from congress.names import pinyin_key, stroke_key


class PersonQuerySet(models.QuerySet["Person"]):
    """People as lists need them."""

    def by_strokes(self) -> "PersonQuerySet":
        """按姓名笔画为序 (handbook §4.3); a manual key set by a clerk goes first."""
        return self.order_by("stroke_key", "name", "pk")


@pghistory.track()
class Person(models.Model):
    """A person: one row, whatever mandates, seats and posts the person holds at whatever time."""

    name = models.CharField("姓名", max_length=40)
    stroke_key = models.CharField("笔画序", max_length=500, blank=True, editable=False)
    pinyin = models.CharField("拼音", max_length=120, blank=True)
    initials = models.CharField("拼音首字母", max_length=40, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
        verbose_name="账号",
    )
    is_illustrative = models.BooleanField("示例人物", default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"
        ordering = ("stroke_key", "name", "pk")

    def __str__(self) -> str:
        return self.name

    def set_keys(self) -> None:
        """Work out the sorting key from the name, and the search keys unless a clerk gave another reading."""
        self.stroke_key = stroke_key(self.name)
        if not self.pinyin:
            self.pinyin, self.initials = pinyin_key(self.name)
