"""What shows that something was done, and the later look at whether it lasted: shapes that closed loops share."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .document import Attachment
from .obligation import Obligation


class Evidence(models.Model):
    """凭据: what shows that something was done, a document or the place where it was seen.

    Concrete classes add the keys of what it belongs to: the closing of a round, or a later look.
    """

    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s",
        verbose_name="证明材料",
    )
    place = models.CharField("现场", max_length=120, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.place or str(self.attachment)

    @classmethod
    def evidence_constraints(cls, prefix: str) -> tuple[models.CheckConstraint, ...]:
        """The constraint of the shape, named for the concrete table."""
        return (
            models.CheckConstraint(
                name=f"{prefix}_is_a_paper_or_a_place",
                condition=Q(attachment__isnull=False, place="") | (Q(attachment__isnull=True) & ~Q(place="")),
                violation_error_message="一件凭据是一份证明材料，或者一处看到的现场。",
            ),
        )


class Recheck(models.Model):
    """回头看: a later look at a closed matter, owed from the closing on; without a result it is still to come."""

    class Result(models.TextChoices):
        KEPT = "kept", "保持良好"
        PARTLY = "partly", "部分反弹"
        FALLEN_BACK = "fallen_back", "反弹"

    #: results that need words
    WORSE = (Result.PARTLY, Result.FALLEN_BACK)

    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="%(class)s", verbose_name="期限", editable=False
    )
    checked_on = models.DateField("回头看日期", null=True, blank=True)
    result = models.CharField("结果", max_length=12, choices=Result.choices, blank=True)
    note = models.TextField("情况", blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记人",
    )

    class Meta:
        abstract = True

    @classmethod
    def recheck_constraints(cls, prefix: str) -> tuple[models.CheckConstraint, ...]:
        """The constraints of the shape, named for the concrete table."""
        return (
            models.CheckConstraint(
                name=f"{prefix}_result_has_a_day",
                condition=Q(result="", checked_on__isnull=True) | (~Q(result="") & Q(checked_on__isnull=False)),
                violation_error_message="回头看的结果和日期须一并登记。",
            ),
            models.CheckConstraint(
                name=f"{prefix}_worse_has_words",
                condition=~Q(result__in=("partly", "fallen_back")) | ~Q(note=""),
                violation_error_message="部分反弹或者反弹的，须写明情况。",
            ),
        )

    @property
    def is_done(self) -> bool:
        """Somebody looked."""
        return bool(self.result)
