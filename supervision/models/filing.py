"""Filing and review of normative documents: what was filed, by whom, how far its review has come."""

from datetime import date

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest

from congress.models import Attachment, DocumentNumber, Obligation, Organ, User
from congress.publishing import Publishable, PublishableQuerySet
from congress.workflow import Stateful
from meetings.models import Act, AgendaItem, Meeting

from .filing_kinds import DutyKind, FilingDirection, NormKind, makers_of


class FilingQuerySet(PublishableQuerySet["NormFiling"]):
    """Filings as a clerk would name them."""

    def inward(self) -> "FilingQuerySet":
        """Filed with the district's committee."""
        return self.filter(direction=FilingDirection.INWARD)

    def outward(self) -> "FilingQuerySet":
        """The committee's own, filed with the city's committee."""
        return self.filter(direction=FilingDirection.OUTWARD)

    def counted(self) -> "FilingQuerySet":
        """审查报备: registered or reviewed here, or sent upward and not returned."""
        return self.filter(
            Q(direction=FilingDirection.OUTWARD, status__in=NormFiling.SENT)
            | Q(direction=FilingDirection.INWARD, status__in=NormFiling.REGISTERED_OR_LATER)
        )

    def concluded(self) -> "FilingQuerySet":
        """审查办结: with a conclusion, whatever came of it."""
        return self.exclude(conclusion="")

    def corrected(self) -> "FilingQuerySet":
        """审查纠正: amended, repealed or annulled after review."""
        return self.filter(status__in=(*NormFiling.CORRECTED, NormFiling.Status.ANNULLED))

    def returned(self) -> "FilingQuerySet":
        """退回备案: out of scope."""
        return self.filter(status=NormFiling.Status.RETURNED)

    def late(self) -> "FilingQuerySet":
        """Filed after the days of the law, by the later of the plain and the rolled date."""
        limit = Greatest("duties__obligation__due_plain", "duties__obligation__due_on")
        return self.filter(duties__kind=DutyKind.FILE, duties__obligation__done_on__gt=limit)

    def omitted(self, *, on: date) -> "FilingQuerySet":
        """Published, past its days, and not filed."""
        return self.filter(
            status=NormFiling.Status.AWAITING,
            is_historic=False,
            duties__kind=DutyKind.FILE,
            duties__obligation__status=Obligation.Status.OPEN,
            duties__obligation__due_on__lt=on,
        )

    def visible_to(self, user: User) -> "FilingQuerySet":
        """Handbook §5.2: the committee's people read all, a maker its own, the government's office the government's."""
        if user.has_perm("supervision.view_normfiling"):
            return self
        if not user.has_perm("supervision.file_normfiling"):
            return self.none()
        return self.filter(direction=FilingDirection.INWARD).filter(makers_of(user, "maker"))


@pghistory.track()
class NormFiling(Publishable, Stateful):
    """规范性文件备案: one document, filed with the district's committee or by it with the city's (handbook §2(h)).

    Source: SL24 arts 38-40, 44, 45 (SL06 arts 28-30); ZJ-SUP08 arts 33-36; ZJ-FILE07; days after BJ-FILE24 as a model.
    """

    class Status(models.TextChoices):
        AWAITING = "awaiting", "已公布待报备"
        FILED = "filed", "已报备待登记"
        RETURNED = "returned", "已退回（不属备案范围）"
        SUPPLEMENT = "supplement", "待补正"
        REGISTERED = "registered", "已登记"
        UNDER_REVIEW = "under_review", "审查中"
        CONCLUDED = "concluded", "审查办结"
        CORRECTION = "correction", "需要纠正"
        TALKED = "talked", "已与制定机关沟通"
        AGREED = "agreed", "制定机关同意纠正，中止审查"
        OPINION = "opinion", "已发书面审查意见"
        AMENDED = "amended", "已修改"
        REPEALED = "repealed", "已废止"
        REFUSED = "refused", "制定机关不予纠正"
        TABLED = "tabled", "已提请常委会审议"
        RETAINED = "retained", "常委会未予撤销"
        ANNULLED = "annulled", "已撤销"

    class Initiative(models.TextChoices):
        EX_OFFICIO = "ex_officio", "主动审查"
        REQUESTED = "requested", "审查要求（国家机关）"
        SUGGESTED = "suggested", "审查建议（公民、组织）"
        TRANSFERRED = "transferred", "移送审查"
        SPECIAL = "special", "专项审查"
        JOINT = "joint", "联合审查"

    class Conclusion(models.TextChoices):
        NO_PROBLEM = "no_problem", "未发现问题"
        ADVICE = "advice", "提出建议"
        CORRECTION = "correction_needed", "需要纠正"

    #: corrected by the maker itself
    CORRECTED = (Status.AMENDED, Status.REPEALED)
    #: nothing more is to be done
    CLOSED = (Status.RETURNED, Status.CONCLUDED, *CORRECTED, Status.RETAINED, Status.ANNULLED)
    #: on the way to a correction
    IN_CORRECTION = (Status.CORRECTION, Status.TALKED, Status.AGREED, Status.OPINION, Status.REFUSED, Status.TABLED)
    REGISTERED_OR_LATER = (
        Status.REGISTERED,
        Status.UNDER_REVIEW,
        *IN_CORRECTION,
        Status.CONCLUDED,
        *CORRECTED,
        Status.RETAINED,
        Status.ANNULLED,
    )
    #: of a filing that went to the city's committee
    SENT = (Status.FILED, *REGISTERED_OR_LATER)
    #: the maker answers
    WITH_MAKER = (Status.AWAITING, Status.SUPPLEMENT, Status.TALKED, Status.AGREED, Status.OPINION)

    direction = models.CharField("方向", max_length=8, choices=FilingDirection.choices, default=FilingDirection.INWARD)
    maker = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="norm_filings", verbose_name="制定机关")
    title = models.CharField("文件名称", max_length=200)
    maker_number = models.CharField("制定机关文号", max_length=60, blank=True, help_text="例：柯政发〔2026〕5号。")
    norm_kind = models.CharField("文件种类", max_length=12, choices=NormKind.choices)
    act = models.OneToOneField(
        Act, on_delete=models.PROTECT, null=True, blank=True, related_name="filing", verbose_name="本会决议决定"
    )
    published_on = models.DateField("公布日期")
    effective_on = models.DateField("施行日期", null=True, blank=True)
    filed_on = models.DateField("报送日期", null=True, blank=True, help_text="空白表示已公布、尚未报备。")
    registered_on = models.DateField("登记日期", null=True, blank=True, editable=False)
    number = models.OneToOneField(
        DocumentNumber,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="norm_filing",
        verbose_name="备案登记号",
    )
    receiver_number = models.CharField("上级备案登记号", max_length=60, blank=True, editable=False)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.AWAITING, editable=False)
    initiative = models.CharField(
        "审查启动方式", max_length=12, choices=Initiative.choices, default=Initiative.EX_OFFICIO
    )
    requested_by = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提出审查要求或移送的机关",
        help_text="审查要求、移送审查须填写；不公开。",
    )
    return_reason = models.CharField("退回理由", max_length=300, blank=True, editable=False)
    conclusion = models.CharField("审查结论", max_length=20, choices=Conclusion.choices, blank=True, editable=False)
    conclusion_text = models.TextField("审查意见", blank=True, editable=False)
    concluded_on = models.DateField("作出结论日期", null=True, blank=True, editable=False)
    opinion_number = models.OneToOneField(
        DocumentNumber,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="filing_opinion",
        verbose_name="审查意见文号",
    )
    opinion_at = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="研究审查意见的主任会议",
    )
    plan = models.TextField("纠正计划", blank=True, editable=False)
    tabled_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="提请审议的议程",
    )
    annulled_by = models.ForeignKey(
        Act,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="annulled_filings",
        verbose_name="撤销的决定",
    )
    closed_on = models.DateField("办结日期", null=True, blank=True, editable=False)
    notified_on = models.DateField("漏报、迟报通知日期", null=True, blank=True, editable=False)
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name="替代的原文件",
        help_text="修改后重新报备的，选择原来的备案。",
    )
    attachments = models.ManyToManyField(
        Attachment, through="FilingFile", related_name="norm_filings", verbose_name="报备材料"
    )
    is_historic = models.BooleanField("历史记录", default=False, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = "规范性文件备案"
        verbose_name_plural = "规范性文件备案"
        ordering = ("-published_on", "-id")
        indexes = (
            models.Index(name="filing_by_day", fields=("-published_on", "-id")),
            models.Index(name="filing_by_filed_day", fields=("-filed_on", "-id")),
            models.Index(name="filing_of_maker", fields=("maker", "-published_on")),
        )
        constraints = (
            models.CheckConstraint(
                name="filing_after_publication",
                condition=Q(filed_on__isnull=True) | Q(filed_on__gte=F("published_on")),
                violation_error_message="报送日期不能早于公布日期：文件公布以后才报备。",
            ),
            models.CheckConstraint(
                name="filing_registered_after_filing",
                condition=Q(registered_on__isnull=True) | Q(registered_on__gte=F("filed_on")),
                violation_error_message="登记日期不能早于报送日期。",
            ),
            models.CheckConstraint(
                name="filing_concluded_after_registration",
                condition=Q(concluded_on__isnull=True) | Q(concluded_on__gte=F("registered_on")),
                violation_error_message="作出结论日期不能早于登记日期。",
            ),
            models.CheckConstraint(
                name="filing_return_has_a_reason",
                condition=~Q(status="returned") | ~Q(return_reason=""),
                violation_error_message="退回须写明理由。",
            ),
            models.CheckConstraint(
                name="filing_filed_has_a_day",
                condition=Q(status__in=("awaiting", "returned")) | Q(filed_on__isnull=False),
                violation_error_message="已报备的须有报送日期。",
            ),
            models.CheckConstraint(
                name="filing_request_names_an_organ",
                condition=~Q(initiative__in=("requested", "transferred")) | Q(requested_by__isnull=False),
                violation_error_message="审查要求、移送审查须填写提出或移送的机关。",
            ),
            models.CheckConstraint(
                name="filing_act_goes_outward",
                condition=Q(act__isnull=True) | Q(direction="outward"),
                violation_error_message="本会的决议决定只能向上报备。",
            ),
            models.CheckConstraint(
                name="filing_annulled_by_an_act",
                condition=~Q(status="annulled") | Q(annulled_by__isnull=False),
                violation_error_message="撤销须有常委会的决定。",
            ),
            models.UniqueConstraint(
                name="filing_once_by_number",
                fields=("direction", "maker", "maker_number"),
                condition=~Q(maker_number="") & ~Q(status="returned"),
                violation_error_message="该制定机关的这一文号已经报备，不能重复报备。",
            ),
            models.UniqueConstraint(
                name="filing_once_by_title",
                fields=("direction", "maker", "title", "published_on"),
                condition=~Q(status="returned"),
                violation_error_message="该制定机关同日公布的同名文件已经报备，不能重复报备。",
            ),
        )
        permissions = (
            ("file_normfiling", "报送规范性文件备案"),
            ("review_normfiling", "审查规范性文件"),
            ("give_filingopinion", "提出规范性文件审查意见"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/supervision/filings/{self.pk}/"

    def clean(self) -> None:
        """Name the field whose date is reversed, before the database is asked."""
        published: date | None = self.published_on
        if published and self.filed_on and self.filed_on < published:
            raise ValidationError({"filed_on": "报送日期不能早于公布日期：文件公布以后才报备，请核对两个日期。"})

    @property
    def is_inward(self) -> bool:
        """Whether it is filed with the district's committee."""
        return self.direction == FilingDirection.INWARD

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is to be done."""
        is_sent = self.status == self.Status.REGISTERED and not self.is_inward
        return is_sent or self.status in self.CLOSED

    def file(self, *, on: date) -> None:
        """报备: within 30 days of publication (ZJ-FILE07 art 4)."""
        self.move(self.Status.FILED, allowed=[self.Status.AWAITING], filed_on=on)

    def return_(self, *, reason: str, on: date) -> None:
        """退回: it is outside the scope of filing (SL24 art 39); one that was expected needs no filing then."""
        allowed = [self.Status.AWAITING, self.Status.FILED]
        self.move(self.Status.RETURNED, allowed=allowed, return_reason=reason, closed_on=on)

    def ask_supplement(self) -> None:
        """要求补正: papers are missing (BJ-FILE24 art 12 as a model)."""
        self.move(self.Status.SUPPLEMENT, allowed=[self.Status.FILED])

    def supplement(self) -> None:
        """补正: what was missing came."""
        self.move(self.Status.FILED, allowed=[self.Status.SUPPLEMENT])

    def register(self, *, on: date, number: DocumentNumber | None) -> None:
        """登记: formally checked and numbered."""
        self.move(self.Status.REGISTERED, allowed=[self.Status.FILED], registered_on=on, number=number)

    def start_review(self) -> None:
        """启动审查: the review committee takes it up, with copies to the subject committees (BJ-FILE24 art 22)."""
        self.move(self.Status.UNDER_REVIEW, allowed=[self.Status.REGISTERED])

    def conclude(self, *, conclusion: str, text: str, on: date) -> None:
        """作出结论: no problem and advice end the review, a correction that is needed goes on."""
        needs_more = conclusion == self.Conclusion.CORRECTION
        self.move(
            self.Status.CORRECTION if needs_more else self.Status.CONCLUDED,
            allowed=[self.Status.UNDER_REVIEW],
            conclusion=conclusion,
            conclusion_text=text,
            concluded_on=on,
            closed_on=None if needs_more else on,
        )

    def talk(self) -> None:
        """沟通: the review committee talks with the maker first."""
        self.move(self.Status.TALKED, allowed=[self.Status.CORRECTION])

    def agree(self, *, plan: str) -> None:
        """同意纠正: the maker gives a plan, the review is suspended."""
        self.move(self.Status.AGREED, allowed=[self.Status.TALKED, self.Status.OPINION], plan=plan)

    def issue_opinion(self, *, number: DocumentNumber, at: Meeting) -> None:
        """发书面审查意见: the maker did not agree, or did not keep its plan."""
        self.move(
            self.Status.OPINION,
            allowed=[self.Status.TALKED, self.Status.AGREED],
            opinion_number=number,
            opinion_at=at,
        )

    def correct(self, *, to: str, on: date) -> None:
        """修改、废止: the maker corrects by itself."""
        allowed = [self.Status.TALKED, self.Status.AGREED, self.Status.OPINION, self.Status.REFUSED]
        self.move(to, allowed=allowed, closed_on=on)

    def refuse(self) -> None:
        """不予纠正: the maker says no to the written opinion, or lets its days pass."""
        self.move(self.Status.REFUSED, allowed=[self.Status.OPINION])

    def table(self, *, item: AgendaItem) -> None:
        """提请审议: the chairpersons' meeting puts the annulment before the standing committee (SL24 art 40)."""
        self.move(self.Status.TABLED, allowed=[self.Status.REFUSED], tabled_item=item)

    def annul(self, *, act: Act) -> None:
        """撤销: by an act that a majority of all members carried (SL24 art 39)."""
        self.move(self.Status.ANNULLED, allowed=[self.Status.TABLED], annulled_by=act, closed_on=act.adopted_on)

    def retain(self, *, on: date) -> None:
        """不予撤销: the annulment found no majority."""
        self.move(self.Status.RETAINED, allowed=[self.Status.TABLED], closed_on=on)

    def note_receipt(self, *, number: str, on: date) -> None:
        """上级登记: the city's committee registered the committee's own document."""
        self.move(
            self.Status.REGISTERED, allowed=[self.Status.FILED], receiver_number=number, registered_on=on, closed_on=on
        )
