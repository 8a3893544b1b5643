"""The public gallery of a meeting: seats, and the citizens who asked for one."""

import pghistory
from django.db import models
from django.db.models import F, Q

from congress.workflow import Stateful

from .meeting import Meeting


@pghistory.track()
class Gallery(models.Model):
    """旁听席: whether and how many citizens may watch is decided by the chairpersons' meeting.

    Source: ZJ-SUP08 art 51; ZJ-RULES20 art 12.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="gallery", verbose_name="会议")
    seats = models.PositiveSmallIntegerField("席位", default=5)
    opens_on = models.DateField("开始报名")
    closes_on = models.DateField("报名截止")
    decided_at = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="决定的主任会议",
        limit_choices_to={"kind": "chair_meeting"},
    )
    note = models.CharField("须知", max_length=300, blank=True, help_text="公开显示，如携带身份证、到场时间。")

    class Meta:
        verbose_name = "旁听席"
        verbose_name_plural = "旁听席"
        constraints = (
            models.CheckConstraint(
                name="gallery_days_in_order",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message="报名截止不能早于开始报名。",
            ),
            models.CheckConstraint(
                name="gallery_has_seats",
                condition=Q(seats__gte=1),
                violation_error_message="席位至少为1。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.meeting}旁听席"


class ObserverApplication(Stateful):
    """旁听申请: the least that is needed to admit a citizen; contact data go when the meeting is over.

    No identity number is kept: the card is looked at in the door, and `id_checked` says that it was
    (个人信息保护法 arts 6, 28). No field history, so that what is erased is gone.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", "已收到"
        ADMITTED = "admitted", "准予旁听"
        WAITING = "waiting", "候补"
        REFUSED = "refused", "未安排"
        WITHDRAWN = "withdrawn", "已撤回"
        CAME = "came", "已到场"

    #: those who hold a seat
    SEATED = (Status.ADMITTED, Status.CAME)

    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, related_name="applications", verbose_name="旁听席")
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("手机号码", max_length=20, blank=True)
    receipt = models.CharField("查询码", max_length=20, unique=True, editable=False)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.RECEIVED, editable=False)
    pass_number = models.PositiveSmallIntegerField("旁听证号", null=True, blank=True, editable=False)
    reason = models.CharField("未安排的理由", max_length=200, blank=True, editable=False)
    id_checked = models.BooleanField("已核对身份证件", default=False, editable=False)
    applied_at = models.DateTimeField("申请时间", auto_now_add=True)
    erased_at = models.DateTimeField("个人信息清除时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "旁听申请"
        verbose_name_plural = "旁听申请"
        ordering = ("applied_at", "id")
        constraints = (
            models.UniqueConstraint(
                name="observer_pass_once",
                fields=("gallery", "pass_number"),
                condition=Q(pass_number__isnull=False),
                violation_error_message="旁听证号不能重复。",
            ),
            models.UniqueConstraint(
                name="observer_has_one_seat",
                fields=("gallery", "phone"),
                condition=~Q(phone="") & Q(status__in=("admitted", "came")),
                violation_error_message="同一手机号码只安排一席。",
            ),
            models.CheckConstraint(
                name="observer_with_a_pass",
                condition=~Q(status__in=("admitted", "came")) | Q(pass_number__isnull=False),
                violation_error_message="准予旁听的须有旁听证号。",
            ),
        )
        permissions = (("admit_observer", "安排旁听"),)

    def __str__(self) -> str:
        return f"{self.name or '（已清除）'}的旁听申请"
