"""The pool of experts: who they are, their appointments, and what they are asked to help with."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from congress.models import Attachment, DocumentNumber, Obligation, Organ, User
from congress.models.organ import in_force_on
from congress.publishing import Publishable, PublishableQuerySet
from congress.workflow import Stateful
from meetings.models import Meeting

from .filing import NormFiling
from .inquiry import Inquiry
from .inspection import Oversight
from .report import SpecialReport
from .review import PerformanceReview

#: the nullable key of each kind of activity that an expert may help with
_MATTERS: Final = ("oversight", "inquiry", "review", "report", "filing")


def _exactly_one(names: Sequence[str]) -> Q:
    """The condition that one of the keys is set and the others are empty."""
    found = Q()
    for chosen in names:
        found |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return found


class ExpertQuerySet(PublishableQuerySet["Expert"]):
    """Experts as a clerk would name them."""

    def in_office(self, *, on: date) -> "ExpertQuerySet":
        """Appointed, not dismissed, and within a term on that day."""
        terms = ExpertTerm.objects.filter(in_force_on(on)).values("expert")
        return self.filter(pk__in=terms, status=Expert.Status.APPOINTED)


@pghistory.track()
class Expert(Publishable, Stateful):
    """监督专家: an outside specialist who helps supervision (handbook §1.1 expert_pool).

    Nominated, approved by the chairpersons' meeting, given a letter of appointment for three years or the rest of the
    congress's term, dismissed by the chairpersons' meeting. As little is kept of the person as the work needs; how to
    reach him or her is for those who arrange the work.
    """

    class Field(models.TextChoices):
        BUDGET = "budget", "财政预算与审计"
        LAW = "law", "法律与司法"
        ECONOMY = "economy", "经济与产业"
        ENVIRONMENT = "environment", "生态环境与资源"
        CONSTRUCTION = "construction", "城乡建设"
        EDUCATION = "education", "教育科技文化卫生"
        AGRICULTURE = "agriculture", "农业农村"
        SOCIETY = "society", "社会建设"
        OTHER = "other", "其他"

    class Status(models.TextChoices):
        NOMINATED = "nominated", "拟聘"
        SUBMITTED = "submitted", "待主任会议通过"
        APPROVED = "approved", "已通过，待发聘书"
        APPOINTED = "appointed", "在聘"
        DISMISSED = "dismissed", "已解聘"
        ENDED = "ended", "聘期已满"
        REFUSED = "refused", "未通过"

    name = models.CharField("姓名", max_length=40)
    field = models.CharField("领域", max_length=14, choices=Field.choices)
    title = models.CharField("职称或职务", max_length=60)
    organisation = models.CharField("单位", max_length=80, blank=True)
    email = models.EmailField("邮箱", blank=True)
    phone = models.CharField("电话", max_length=30, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="expert",
        verbose_name="账号",
    )
    nominated_by = models.ForeignKey(
        Organ, on_delete=models.PROTECT, related_name="nominated_experts", verbose_name="推荐工委"
    )
    bound_to = models.ManyToManyField(
        Organ,
        blank=True,
        related_name="bound_experts",
        verbose_name="有利害关系的机关",
        help_text="任职、受聘、承接其项目等；这些机关的监督事项不安排该专家。",
    )
    bond_note = models.CharField("利害关系说明", max_length=300, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.NOMINATED, editable=False)
    status_note = models.CharField("说明", max_length=300, blank=True, editable=False)
    dismissed_on = models.DateField("解聘日期", null=True, blank=True, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = "监督专家"
        verbose_name_plural = "监督专家库"
        ordering = ("field", "name", "id")
        constraints = (
            models.UniqueConstraint(
                name="expert_once",
                fields=("name", "organisation"),
                violation_error_message="专家库中已有同单位的同名专家。",
            ),
            models.CheckConstraint(
                name="expert_dismissed_with_reason",
                condition=~Q(status="dismissed") | (Q(dismissed_on__isnull=False) & ~Q(status_note="")),
                violation_error_message="解聘须有日期和理由。",
            ),
        )
        permissions = (
            ("approve_expert", "主任会议通过专家聘任"),
            ("view_expert_contact", "查看专家联系方式"),
            ("assist_as_expert", "以专家身份参与监督"),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.title}）"

    @property
    def public_path(self) -> str:
        """The directory of experts."""
        return "/supervision/experts/"

    @property
    def term(self) -> "ExpertTerm | None":
        """The present or the last appointment."""
        rows = list(self.terms.all())
        return rows[-1] if rows else None

    def submit(self) -> None:
        """提请主任会议."""
        self.move(self.Status.SUBMITTED, allowed=[self.Status.NOMINATED])

    def approve(self) -> None:
        """通过: by the chairpersons' meeting."""
        self.move(self.Status.APPROVED, allowed=[self.Status.SUBMITTED], status_note="")

    def refuse(self, *, reason: str) -> None:
        """不予聘任."""
        self.move(self.Status.REFUSED, allowed=[self.Status.SUBMITTED], status_note=reason)

    def appoint(self) -> None:
        """聘任: the letter of appointment was given."""
        self.move(self.Status.APPOINTED, allowed=[self.Status.APPROVED, self.Status.APPOINTED, self.Status.ENDED])

    def dismiss(self, *, on: date, reason: str) -> None:
        """解聘: by the chairpersons' meeting."""
        self.move(self.Status.DISMISSED, allowed=[self.Status.APPOINTED], dismissed_on=on, status_note=reason)

    def end(self) -> None:
        """聘期已满, and not renewed."""
        self.move(self.Status.ENDED, allowed=[self.Status.APPOINTED])


@pghistory.track()
class ExpertTerm(models.Model):
    """聘期: one letter of appointment, from one day to another; a renewal is a row of its own."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="terms", verbose_name="专家")
    approved_at = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="+", verbose_name="通过聘任的主任会议"
    )
    starts_on = models.DateField("聘任日期")
    ends_on = models.DateField("聘期届满")
    number = models.OneToOneField(
        DocumentNumber,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="expert_term",
        verbose_name="聘书编号",
    )
    obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="expert_term",
        verbose_name="聘期提醒",
    )

    class Meta:
        verbose_name = "专家聘期"
        verbose_name_plural = "专家聘期"
        ordering = ("expert", "starts_on", "id")
        constraints = (
            models.CheckConstraint(
                name="expert_term_days_in_order",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="聘期届满须晚于聘任日期。",
            ),
            models.UniqueConstraint(
                name="expert_term_once",
                fields=("expert", "starts_on"),
                violation_error_message="该专家同一天已有聘期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.expert} {self.starts_on.isoformat()}"


class AssignmentQuerySet(models.QuerySet["ExpertAssignment"]):
    """Assignments as their readers ask for them."""

    def under_way(self) -> "AssignmentQuerySet":
        """Not finished, not withdrawn."""
        return self.filter(status__in=ExpertAssignment.OPEN)

    def visible_to(self, user: User) -> "AssignmentQuerySet":
        """The committee's people see all, an expert his or her own."""
        if user.has_perm("supervision.view_expertassignment"):
            return self
        if user.has_perm("supervision.assist_as_expert"):
            return self.filter(expert__account=user.pk)
        return self.none()

    def with_matter(self) -> "AssignmentQuerySet":
        """With what the names of all kinds of matters need."""
        return self.select_related(
            "expert", "oversight", "inquiry", "review__organ", "review__person", "report__item", "filing"
        )


@pghistory.track()
class ExpertAssignment(Stateful):
    """专家参与: one expert asked to help with exactly one activity; declares conflicts first, then gives an opinion."""

    class Status(models.TextChoices):
        ASSIGNED = "assigned", "待声明"
        DECLARED = "declared", "进行中"
        DONE = "done", "已完成"
        WITHDRAWN = "withdrawn", "已回避或取消"

    OPEN = (Status.ASSIGNED, Status.DECLARED)
    #: the nullable key of each kind of activity, exactly one set
    MATTERS = _MATTERS

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="assignments", verbose_name="专家")
    oversight = models.ForeignKey(
        Oversight,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="expert_assignments",
        verbose_name="执法检查、调研视察",
    )
    inquiry = models.ForeignKey(
        Inquiry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="expert_assignments",
        verbose_name="专题询问",
    )
    review = models.ForeignKey(
        PerformanceReview,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="expert_assignments",
        verbose_name="履职评议",
    )
    report = models.ForeignKey(
        SpecialReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="expert_assignments",
        verbose_name="专项工作报告",
    )
    filing = models.ForeignKey(
        NormFiling,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="expert_assignments",
        verbose_name="规范性文件备案审查",
    )
    task = models.CharField("任务", max_length=300)
    assigned_on = models.DateField("安排日期")
    fee = models.DecimalField(
        "劳务费（元）", max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.ASSIGNED, editable=False)
    declaration = models.CharField("利害关系声明", max_length=300, blank=True, editable=False)
    declared_on = models.DateField("声明日期", null=True, blank=True, editable=False)
    opinion = models.TextField("专家意见", blank=True, editable=False)
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="expert_assignments", verbose_name="专家意见附件"
    )
    done_on = models.DateField("完成日期", null=True, blank=True, editable=False)
    status_note = models.CharField("说明", max_length=300, blank=True, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "专家参与"
        verbose_name_plural = "专家参与"
        ordering = ("-assigned_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="expert_assignment_has_one_matter",
                condition=_exactly_one(_MATTERS),
                violation_error_message="请选择且只选择一项监督活动。",
            ),
            models.CheckConstraint(
                name="expert_assignment_fee_not_negative",
                condition=Q(fee__isnull=True) | Q(fee__gte=0),
                violation_error_message="劳务费不能是负数。",
            ),
            models.UniqueConstraint(
                name="expert_assignment_once",
                fields=("expert", *_MATTERS),
                condition=~Q(status="withdrawn"),
                nulls_distinct=False,
                violation_error_message="该专家已经参与这项活动。",
            ),
            models.CheckConstraint(
                name="expert_assignment_withdrawn_with_reason",
                condition=~Q(status="withdrawn") | ~Q(status_note=""),
                violation_error_message="回避或取消须写明理由。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.expert.name}：{self.matter}"

    def get_absolute_url(self) -> str:
        """The expert's page."""
        return f"/workspace/assignments/{self.pk}/"

    @property
    def matter(self) -> Oversight | Inquiry | PerformanceReview | SpecialReport | NormFiling:
        """What the expert helps with."""
        found = self.oversight or self.inquiry or self.review or self.report or self.filing
        if found is None:
            raise ValueError("an assignment without a matter")
        return found

    def declare(self, *, on: date, text: str) -> None:
        """声明: nothing binds the expert to the organs of the matter."""
        self.move(self.Status.DECLARED, allowed=[self.Status.ASSIGNED], declared_on=on, declaration=text)

    def finish(self, *, on: date, opinion: str) -> None:
        """提交意见."""
        self.move(self.Status.DONE, allowed=[self.Status.DECLARED], done_on=on, opinion=opinion)

    def withdraw(self, *, reason: str) -> None:
        """回避或取消."""
        self.move(self.Status.WITHDRAWN, allowed=self.OPEN, status_note=reason)
