"""Topics that somebody proposes for a plan: citizens, deputies, members, organs."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from congress.models import Organ, User
from congress.workflow import Stateful

from .plan import FIRST_YEAR, LAST_YEAR, Topic


class TopicProposalQuerySet(models.QuerySet["TopicProposal"]):
    """Proposals by who may read them."""

    def waiting(self) -> "TopicProposalQuerySet":
        """Not decided."""
        return self.filter(status=TopicProposal.Status.RECEIVED)

    def visible_to(self, user: User) -> "TopicProposalQuerySet":
        """The office and the committees read all, everybody else what he proposed himself."""
        if user.has_perm("supervision.view_topicproposal"):
            return self
        return self.filter(proposed_by=user)


class TopicProposal(Stateful):
    """议题建议: sent in by a citizen (no name, no number), or by a person or organ of the portal.

    Citizens may propose topics, and the committee may ask for them in public (ZJ-SUP08 arts 9, 51; SL24 art 12).
    No field history: what a citizen writes by mistake can be blanked for good (个人信息保护法 art 47).
    """

    class By(models.TextChoices):
        CITIZEN = "citizen", "公民"
        DEPUTY = "deputy", "人大代表"
        MEMBER = "member", "常委会组成人员"
        ORGAN = "organ", "有关机关"
        COMMITTEE = "committee", "工作委员会"

    class Status(models.TextChoices):
        RECEIVED = "received", "已收到"
        ACCEPTED = "accepted", "已列入计划"
        DECLINED = "declined", "未列入计划"

    by = models.CharField("提出人类别", max_length=10, choices=By.choices, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="topic_proposals",
        verbose_name="提出人",
    )
    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="topic_proposals",
        verbose_name="提出机关",
    )
    year = models.PositiveSmallIntegerField("建议年度")
    title = models.CharField("建议的议题", max_length=80)
    reason = models.TextField("理由", max_length=1000)
    receipt = models.CharField("查询码", max_length=20, unique=True, editable=False)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.RECEIVED, editable=False)
    reply = models.CharField("答复", max_length=300, blank=True, editable=False)
    topic = models.ForeignKey(
        Topic,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="proposals",
        verbose_name="列入的议题",
    )
    received_at = models.DateTimeField("收到时间", auto_now_add=True)
    decided_on = models.DateField("答复日期", null=True, blank=True, editable=False)

    objects = TopicProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "议题建议"
        verbose_name_plural = "议题建议"
        ordering = ("-received_at", "-id")
        constraints = (
            models.CheckConstraint(
                name="proposal_year_in_range",
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                violation_error_message=f"年度须在{FIRST_YEAR}至{LAST_YEAR}之间。",
            ),
            models.CheckConstraint(
                name="proposal_of_a_citizen_is_nameless",
                condition=~Q(by="citizen") | Q(proposed_by__isnull=True, organ__isnull=True),
                violation_error_message="公民提出的议题建议不登记个人信息。",
            ),
            models.CheckConstraint(
                name="proposal_accepted_has_a_topic",
                condition=~Q(status="accepted") | Q(topic__isnull=False),
                violation_error_message="已列入计划的建议须指明议题。",
            ),
            models.CheckConstraint(
                name="proposal_declined_has_a_reply",
                condition=~Q(status="declined") | ~Q(reply=""),
                violation_error_message="未列入计划的建议须有答复。",
            ),
        )
        permissions = (("propose_topic", "提出议题建议"), ("decide_topicproposal", "答复议题建议"))

    def __str__(self) -> str:
        # The log quotes this for ever, and a citizen's words can be blanked.
        return f"公民议题建议（{self.receipt[-4:]}）" if self.by == self.By.CITIZEN else self.title

    def accept(self, *, topic: Topic, reply: str, on: date) -> None:
        """列入计划."""
        self.move(self.Status.ACCEPTED, allowed=[self.Status.RECEIVED], topic=topic, reply=reply, decided_on=on)

    def decline(self, *, reply: str, on: date) -> None:
        """不列入, with a reply."""
        self.move(self.Status.DECLINED, allowed=[self.Status.RECEIVED], reply=reply, decided_on=on)
