"""What belongs to a filing: its dated duties, its course step by step, its papers."""

from datetime import date

from django.conf import settings
from django.db import models

from congress.models import Attachment, Obligation

from .filing import NormFiling
from .filing_kinds import DutyKind


class FilingDuty(models.Model):
    """One dated duty of a filing: who owes what by when; the same kind may come again (a second supplement)."""

    Kind = DutyKind

    #: the legal rule of each kind
    RULES = {
        Kind.FILE: "NORM-30",
        Kind.CHECK: "NORM-CHECK",
        Kind.SUPPLEMENT: "NORM-SUPPL",
        Kind.REVIEW: "NORM-3M",
        Kind.ANSWER: "NORM-ANSWER",
        Kind.CORRECT: "NORM-FIX",
    }

    filing = models.ForeignKey(NormFiling, on_delete=models.CASCADE, related_name="duties", verbose_name="备案")
    kind = models.CharField("事项", max_length=12, choices=Kind.choices)
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="filing_duty", verbose_name="期限"
    )

    class Meta:
        verbose_name = "备案期限"
        verbose_name_plural = "备案期限"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.filing} {self.get_kind_display()}"

    def late_days(self, *, on: date) -> int:
        """Days past the legal limit."""
        return self.obligation.late_days(on=on)


class FilingRound(models.Model):
    """One step of the course: what was done on which day, by whom; what is internal the maker does not read."""

    filing = models.ForeignKey(NormFiling, on_delete=models.CASCADE, related_name="rounds", verbose_name="备案")
    step = models.CharField("步骤", max_length=40)
    on = models.DateField("日期")
    text = models.TextField("内容", blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="经办人"
    )
    is_internal = models.BooleanField("内部", default=False)

    class Meta:
        verbose_name = "办理过程"
        verbose_name_plural = "办理过程"
        ordering = ("on", "id")

    def __str__(self) -> str:
        return f"{self.step}（{self.on}）"


class FilingFile(models.Model):
    """A paper of a filing: report, text, explanation, basis; later answers and plans."""

    class Part(models.TextChoices):
        REPORT = "report", "备案报告"
        TEXT = "text", "正式文本"
        EXPLANATION = "explanation", "说明"
        BASIS = "basis", "制定依据"
        ANSWER = "answer", "答复、纠正材料"
        OTHER = "other", "其他"

    #: what a complete filing holds (ZJ-FILE07; BJ-FILE24 as a model)
    NEEDED = (Part.REPORT, Part.TEXT, Part.EXPLANATION)

    filing = models.ForeignKey(NormFiling, on_delete=models.CASCADE, related_name="files", verbose_name="备案")
    part = models.CharField("材料", max_length=12, choices=Part.choices)
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="filing_files", verbose_name="文件"
    )

    class Meta:
        verbose_name = "报备材料"
        verbose_name_plural = "报备材料"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                name="filing_file_once",
                fields=("filing", "attachment"),
                violation_error_message="该文件已经在本件的材料中。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_part_display()}：{self.attachment}"
