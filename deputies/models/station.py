"""Liaison stations: where deputies meet voters, when they are open, who keeps them, which deputies belong to them."""

from datetime import date
from typing import Final

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from congress.models import Organ, Photo, User, date_span, in_force_on

from .area import of_area
from .mandate import Mandate

#: columns and rows of the map of tiles
TILES: Final = 9
_TILE: Final = (MinValueValidator(1), MaxValueValidator(TILES))
_PHONE: Final = RegexValidator(r"^[0-9+\-()（） ]{3,30}$", "电话只能由数字和“+-()”组成。")


class StationQuerySet(models.QuerySet["Station"]):
    """Stations as a clerk would name them."""

    def active(self, *, on: date) -> "StationQuerySet":
        """Open on that day."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on), opened_on__lte=on)

    def counted(self) -> "StationQuerySet":
        """The stations of streets and townships: without the centre, the points and the online one."""
        return self.filter(kind=Station.Kind.STATION)

    def published(self) -> "StationQuerySet":
        """The public directory: a place that citizens may go to is public by what it is (handbook §1.8)."""
        return self.filter(closed_on__isnull=True)

    def kept_by(self, user: User, *, on: date) -> "StationQuerySet":
        """Those whose roster and records a person writes on a day.

        All for the committee, the own area for street or township, the own station with its points for its staff.
        """
        if user.has_perm("deputies.change_station"):
            return self
        kept = of_area(user, "organ")
        if user.has_perm("deputies.keep_station"):
            staffed = StationStaff.objects.filter(in_force_on(on), account=user).values("station")
            kept |= Q(pk__in=staffed) | Q(parent__in=staffed)
        return self.filter(kept)


@pghistory.track()
class Station(models.Model):
    """代表联络站: one for each street and township, with points below, a centre of the district, and the online one.

    Source: handbook §1.8, §2(l); the district Party committee's 《关于建好用好人大代表联络站的指导意见》 was not found.
    """

    class Kind(models.TextChoices):
        CENTRE = "centre", "中心站"
        STATION = "station", "联络站"
        POINT = "point", "联络点"
        ONLINE = "online", "网上联络站"

    code = models.SlugField("代码", max_length=40, unique=True, help_text="用于网址和二维码，印发后不要修改。")
    name = models.CharField("名称", max_length=60, unique=True)
    kind = models.CharField("类别", max_length=8, choices=Kind.choices, default=Kind.STATION)
    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        related_name="stations",
        verbose_name="所属街道人大工委或乡镇人大",
        help_text="中心站和网上联络站由代表工委或办公室管理。",
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="points", verbose_name="所属联络站"
    )
    address = models.CharField("地址", max_length=120, blank=True)
    longitude = models.DecimalField(
        "经度",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    latitude = models.DecimalField(
        "纬度",
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    tile_column = models.PositiveSmallIntegerField("示意图列", null=True, blank=True, validators=_TILE)
    tile_row = models.PositiveSmallIntegerField("示意图行", null=True, blank=True, validators=_TILE)
    areas = models.CharField("功能区块", max_length=300, blank=True, help_text="用“、”隔开，如“接待室、学习室”。")
    equipped_on = models.DateField("配齐功能区块日期", null=True, blank=True)
    introduction = models.TextField("简介", blank=True)
    opened_on = models.DateField("启用日期")
    closed_on = models.DateField("停用日期", null=True, blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("资料来源", max_length=300, blank=True, editable=False)

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = "代表联络站"
        verbose_name_plural = "代表联络站"
        ordering = ("organ__rank", "organ__code", "kind", "code")
        constraints = (
            models.CheckConstraint(
                name="station_days_in_order",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gt=F("opened_on")),
                violation_error_message="停用日期须晚于启用日期。",
            ),
            models.CheckConstraint(
                name="station_point_has_a_station",
                condition=Q(kind="point", parent__isnull=False) | (~Q(kind="point") & Q(parent__isnull=True)),
                violation_error_message="联络点须填写所属联络站，其他类别不填。",
            ),
            models.CheckConstraint(
                name="station_has_an_address",
                condition=Q(kind="online") | ~Q(address=""),
                violation_error_message="请填写地址（网上联络站除外）。",
            ),
            models.CheckConstraint(
                name="station_place_is_whole",
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__isnull=False, latitude__isnull=False),
                violation_error_message="经度、纬度须同时填写。",
            ),
            models.CheckConstraint(
                name="station_tile_is_whole",
                condition=Q(tile_column__isnull=True, tile_row__isnull=True)
                | Q(tile_column__isnull=False, tile_row__isnull=False),
                violation_error_message="示意图的列、行须同时填写。",
            ),
            models.UniqueConstraint(
                name="station_tile_once",
                fields=("tile_column", "tile_row"),
                condition=Q(closed_on__isnull=True),
                violation_error_message="示意图的这一格已有联络站。",
            ),
            models.UniqueConstraint(
                name="station_one_of_an_organ",
                fields=("organ",),
                condition=Q(kind="station", closed_on__isnull=True),
                violation_error_message="该街道、乡镇已有联络站，其他场所请登记为联络点。",
            ),
        )
        permissions = (("keep_station", "管理本站（值班、接待、记录）"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/stations/{self.code}/"

    @property
    def workspace_path(self) -> str:
        """Where its keepers work."""
        return f"/workspace/stations/{self.code}/"


class StationHours(models.Model):
    """开放时间: one span of a weekday; Monday is 1."""

    class Weekday(models.IntegerChoices):
        MONDAY = 1, "星期一"
        TUESDAY = 2, "星期二"
        WEDNESDAY = 3, "星期三"
        THURSDAY = 4, "星期四"
        FRIDAY = 5, "星期五"
        SATURDAY = 6, "星期六"
        SUNDAY = 7, "星期日"

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="hours", verbose_name="联络站")
    weekday = models.PositiveSmallIntegerField("星期", choices=Weekday.choices)
    opens_at = models.TimeField("开始时间")
    closes_at = models.TimeField("结束时间")
    note = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        verbose_name = "开放时间"
        verbose_name_plural = "开放时间"
        ordering = ("station", "weekday", "opens_at")
        constraints = (
            models.CheckConstraint(
                name="station_hours_in_order",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message="结束时间须晚于开始时间。",
            ),
            models.UniqueConstraint(
                name="station_hours_once",
                fields=("station", "weekday", "opens_at"),
                violation_error_message="同一天同一时间已有开放时段。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}—{self.closes_at:%H:%M}"


@pghistory.track()
class StationMove(models.Model):
    """搬迁新址: from where to where, on which day; the earlier addresses stay."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="moves", verbose_name="联络站")
    moved_on = models.DateField("搬迁日期")
    from_address = models.CharField("原址", max_length=120)
    to_address = models.CharField("新址", max_length=120)
    reason = models.CharField("原因", max_length=200, blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("资料来源", max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "搬迁记录"
        verbose_name_plural = "搬迁记录"
        ordering = ("station", "-moved_on")
        constraints = (
            models.UniqueConstraint(
                name="station_move_once_a_day",
                fields=("station", "moved_on"),
                violation_error_message="该站同一天已有搬迁记录。",
            ),
            models.CheckConstraint(
                name="station_move_changes_the_place",
                condition=~Q(from_address=F("to_address")),
                violation_error_message="新址与原址相同。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.station}搬迁至{self.to_address}"


class StaffQuerySet(models.QuerySet["StationStaff"]):
    """Staff as a clerk would name them."""

    def in_office(self, *, on: date) -> "StaffQuerySet":
        """Serving on that day."""
        return self.filter(in_force_on(on))


@pghistory.track()
class StationStaff(models.Model):
    """站长、联络员: who keeps a station from one day to another; the account opens that station and no other."""

    class Post(models.TextChoices):
        HEAD = "head", "站长"
        OFFICER = "officer", "联络员"

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="staff", verbose_name="联络站")
    post = models.CharField("岗位", max_length=8, choices=Post.choices)
    name = models.CharField("姓名", max_length=40)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="station_posts",
        verbose_name="账号",
    )
    phone = models.CharField("电话（内部）", max_length=30, blank=True, validators=[_PHONE], help_text="不对外公开。")
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("离任日期", null=True, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = "站长、联络员"
        verbose_name_plural = "站长、联络员"
        ordering = ("station", "post", "-starts_on", "id")
        constraints = (
            models.CheckConstraint(
                name="station_staff_days_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="离任日期不能早于任职日期。",
            ),
            ExclusionConstraint(
                name="station_one_head_a_day",
                expressions=((F("station"), RangeOperators.EQUAL), (date_span(), RangeOperators.OVERLAPS)),
                condition=Q(post="head"),
                violation_error_message="同一天一个站只能有一位站长，请先填写前任的离任日期。",
            ),
            ExclusionConstraint(
                name="station_staff_once",
                expressions=(
                    (F("station"), RangeOperators.EQUAL),
                    (F("post"), RangeOperators.EQUAL),
                    (F("name"), RangeOperators.EQUAL),
                    (date_span(), RangeOperators.OVERLAPS),
                ),
                violation_error_message="该同志在本站的同一岗位上日期重叠。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.station}{self.get_post_display()}{self.name}"


class StationAssignmentQuerySet(models.QuerySet["StationAssignment"]):
    """Deputies of stations as a clerk would name them."""

    def in_force(self, *, on: date) -> "StationAssignmentQuerySet":
        """Of deputies who belong to the station and hold their mandate on that day."""
        held = Q(mandate__ends_on__isnull=True) | Q(mandate__ends_on__gte=on)
        return self.filter(in_force_on(on), held)

    def by_strokes(self) -> "StationAssignmentQuerySet":
        """In the order of names."""
        return self.order_by("mandate__person__stroke_key", "mandate__person__name", "pk")


@pghistory.track()
class StationAssignment(models.Model):
    """编组进站: a deputy of any level belongs to one station (handbook §6.1 no 9); to its points with it."""

    station = models.ForeignKey(
        Station,
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name="联络站",
        limit_choices_to={"kind__in": (Station.Kind.CENTRE, Station.Kind.STATION)},
    )
    mandate = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, related_name="station_assignments", verbose_name="代表"
    )
    starts_on = models.DateField("进站日期")
    ends_on = models.DateField("离站日期", null=True, blank=True)

    objects = StationAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "编组进站"
        verbose_name_plural = "编组进站"
        ordering = ("station", "-starts_on", "id")
        constraints = (
            models.CheckConstraint(
                name="station_assignment_days_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="离站日期不能早于进站日期。",
            ),
            ExclusionConstraint(
                name="station_assignment_one_station_a_day",
                expressions=((F("mandate"), RangeOperators.EQUAL), (date_span(), RangeOperators.OVERLAPS)),
                violation_error_message="该代表这段时间已编入一个联络站，请先填写离站日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.mandate.person}编入{self.station}"


class StationPhoto(Photo):
    """A picture of a station for its public page."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="photos", verbose_name="联络站")
    caption = models.CharField("说明", max_length=80, blank=True)

    class Meta:
        verbose_name = "联络站照片"
        verbose_name_plural = "联络站照片"
        ordering = ("station", "id")

    def __str__(self) -> str:
        return self.caption or f"{self.station}照片"
