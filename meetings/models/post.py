"""Posts that the committee fills: who proposes, who organises the oath, who holds each and since when."""

from datetime import date

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from congress.models import Organ, date_span, in_force_on
from deputies.models import Person


class PostCategory(models.Model):
    """A row of the table of handbook §2(i): who may propose, by what act, who organises the oath, what comes before.

    Who proposes and who organises the oath are law (地方组织法 art 50; ZJ-OATH15 arts 4-8); exam, speech and ballot are
    local rules after ZJ-APPT18 arts 10, 13, 24-25 (model) and may be changed by the office.
    """

    class Proposer(models.TextChoices):
        DISTRICT_HEAD = "district_head", "区长"
        COMMISSION_HEAD = "commission_head", "区监委主任"
        COURT_PRESIDENT = "court_president", "区法院院长"
        CHIEF_PROCURATOR = "chief_procurator", "区检察院检察长"
        CHAIR_MEETING = "chair_meeting", "主任会议"
        PERSON = "person", "本人"

    class OathOrganiser(models.TextChoices):
        PRESIDIUM = "presidium", "主席团"
        COMMITTEE = "sc", "区人大常委会（主任会议）"
        COURT = "court", "区法院"
        PROCURATORATE = "procuratorate", "区检察院"
        COMMISSION = "commission", "区监委"
        APPOINTING_ORGAN = "appointing_organ", "任命机关"
        COURT_AND_JUSTICE = "court_and_justice", "区法院会同区司法局"
        NONE = "none", "不组织"

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("职务类别", max_length=60)
    proposer = models.CharField("提请人", max_length=20, choices=Proposer.choices)
    appoint_verb = models.CharField("任命用语", max_length=12, default="任命")
    remove_verb = models.CharField("免职用语", max_length=12, default="免去")
    oath_organiser = models.CharField("宣誓组织者", max_length=20, choices=OathOrganiser.choices)
    needs_exam = models.BooleanField("任前法律知识考试", default=False)
    needs_speech = models.BooleanField("到会作拟任职发言", default=False)
    is_secret = models.BooleanField("无记名投票", default=False)
    counts = models.BooleanField("计入任免人次", default=True)
    basis = models.CharField("依据", max_length=120)
    rank = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        verbose_name = "任免职务类别"
        verbose_name_plural = "任免职务类别"
        ordering = ("rank", "code")

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Post(models.Model):
    """职务: one office with a fixed number of places, as 区人民政府副区长 or 区教育局局长."""

    category = models.ForeignKey(PostCategory, on_delete=models.PROTECT, related_name="posts", verbose_name="类别")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="posts", verbose_name="机关")
    title = models.CharField("职务名称", max_length=80, help_text="按任免名单的写法，如柯城区教育局局长。")
    places = models.PositiveSmallIntegerField("职数", default=1, help_text="0表示不限，如审判员。")
    starts_on = models.DateField("设置日期", null=True, blank=True)
    ends_on = models.DateField("撤销日期", null=True, blank=True)
    rank = models.PositiveSmallIntegerField("排序", default=100)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    class Meta:
        verbose_name = "职务"
        verbose_name_plural = "职务"
        ordering = ("category__rank", "rank", "id")
        constraints = (
            models.UniqueConstraint(
                name="post_title_once",
                fields=("title", "starts_on"),
                nulls_distinct=False,
                violation_error_message="已有同名的职务。",
            ),
            models.CheckConstraint(
                name="post_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="撤销日期不能早于设置日期。",
            ),
        )

    def __str__(self) -> str:
        return self.title


class TenureQuerySet(models.QuerySet["Tenure"]):
    """Holders as a clerk would name them."""

    def in_office(self, *, on: date) -> "TenureQuerySet":
        """Held on that day."""
        return self.filter(in_force_on(on))


@pghistory.track()
class Tenure(models.Model):
    """任职: one person in one post from one day to another; made and ended by personnel actions only."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tenures", verbose_name="职务")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tenures", verbose_name="人员")
    is_acting = models.BooleanField("代理", default=False)
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("免职日期", null=True, blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = TenureQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        ordering = ("post", "starts_on")
        constraints = (
            models.CheckConstraint(
                name="tenure_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="免职日期不能早于任职日期。",
            ),
            ExclusionConstraint(
                name="tenure_once_at_a_time",
                expressions=(
                    (F("post"), RangeOperators.EQUAL),
                    (F("person"), RangeOperators.EQUAL),
                    (date_span(), RangeOperators.OVERLAPS),
                ),
                violation_error_message="该人员已经担任这一职务。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}（{self.post}）"
