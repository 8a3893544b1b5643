"""Where an inspection goes. The schedule of unannounced visits is known to few (handbook §5.2)."""

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q

from congress.models import Organ, User

from .inspection import Oversight
from .inspection_group import InspectionGroup, OversightParticipant


class InspectionSiteQuerySet(models.QuerySet["InspectionSite"]):
    """Places as their readers may know of them."""

    def announced(self) -> "InspectionSiteQuerySet":
        """Visits that the organs may know of."""
        return self.filter(is_unannounced=False)

    def visible_to(self, user: User) -> "InspectionSiteQuerySet":
        """Open visits: whoever may see the outing. Unannounced ones: who may know of them, and nobody else.

        That is the group which goes, chair and vice-chairs, and the working committee that writes them; the office is
        not among them (handbook §5.2). Who acts for an inspected organ, or one above or below it, sees none of them,
        whatever else he is.
        """
        announced = Q(is_unannounced=False, oversight__in=Oversight.objects.all().visible_to(user))
        known = Q(is_unannounced=True) & self._may_know(user)
        if user.organ is not None:
            known &= ~Q(oversight__in=Oversight.objects.filter(overseen__organ__in=_kin(user.organ)).values("pk"))
        return self.filter(announced | known)

    def _may_know(self, user: User) -> Q:
        if user.has_perm("supervision.view_unannounced_sites"):
            return Q()
        own = OversightParticipant.objects.filter(oversight=OuterRef("oversight"), person__account=user)
        goes = Exists(own.filter(group=OuterRef("group")))
        of_any_group = Q(group__isnull=True) & Exists(own.filter(group__isnull=False))
        writes = Q(pk__in=[])
        if user.organ_id and user.has_perm("supervision.change_inspectionsite"):
            writes = Q(oversight__working_committee=user.organ_id)
        return Q(goes) | of_any_group | writes


def _kin(organ: Organ) -> set[int]:
    """The organ, those above it and those two steps below."""
    found, above = {organ.pk}, organ.parent
    while above is not None:
        found.add(above.pk)
        above = above.parent
    below = Organ.objects.filter(Q(parent=organ.pk) | Q(parent__parent=organ.pk))
    return found | set(below.values_list("pk", flat=True))


@pghistory.track()
class InspectionSite(models.Model):
    """检查点: a place on a day, open or unannounced (SL24 art 35; ZJ-SUP08 art 30).

    The name of an unannounced one is never its place: names go into logs, histories and messages that others read.
    """

    oversight = models.ForeignKey(Oversight, on_delete=models.CASCADE, related_name="sites", verbose_name="活动")
    group = models.ForeignKey(
        InspectionGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="sites", verbose_name="检查组"
    )
    place = models.CharField("地点", max_length=120)
    visits_on = models.DateField("日期")
    visits_at = models.TimeField("时间", null=True, blank=True)
    is_unannounced = models.BooleanField(
        "不打招呼",
        default=False,
        help_text="不打招呼的检查安排只有检查组、主任副主任和承办工委知道，任何时候都不公开。",
    )
    situation = models.TextField("检查情况", blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = InspectionSiteQuerySet.as_manager()

    class Meta:
        verbose_name = "检查点"
        verbose_name_plural = "检查点"
        ordering = ("visits_on", "visits_at", "id")
        constraints = (
            models.UniqueConstraint(
                name="inspection_site_once",
                fields=("oversight", "place", "visits_on"),
                violation_error_message="同一天同一地点已有检查安排。",
            ),
        )
        permissions = (("view_unannounced_sites", "查看不打招呼的检查安排"),)

    def __str__(self) -> str:
        return f"不打招呼检查点（编号{self.pk or '待定'}）" if self.is_unannounced else self.place
