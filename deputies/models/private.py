"""How a deputy is reached: never public, masked for the own area, every reading of it on record."""

from django.core.validators import RegexValidator
from django.db import models

from congress.models import SealedField

from .person import Person

_SHOWN_FIRST = 3
_SHOWN_LAST = 4


class PrivateDetails(models.Model):
    """联系方式: the least that the committee needs to reach a deputy; the telephone sealed; no identity numbers.

    Without a field-level history: what was corrected is not kept (Personal Information Protection Law arts 6, 19, 28).
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="private_details", verbose_name="代表")
    phone = SealedField(
        "手机号码",
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})?$", "电话应为11位手机号或者带区号的固定电话。")],
    )
    address = models.CharField("联系地址", max_length=120, blank=True)

    class Meta:
        verbose_name = "代表联系方式"
        verbose_name_plural = "代表联系方式"
        ordering = ("person__stroke_key",)

    def __str__(self) -> str:
        return f"{self.person}的联系方式"

    @property
    def masked_phone(self) -> str:
        """The first three and the last four digits: enough to tell numbers apart, not to call."""
        if len(self.phone) <= _SHOWN_FIRST + _SHOWN_LAST:
            return ""
        return f"{self.phone[:_SHOWN_FIRST]}****{self.phone[-_SHOWN_LAST:]}"
