"""Directions of filing, kinds of documents, kinds of duties, and for which makers a person files."""

from django.db import models
from django.db.models import Q

from congress.models import Organ, User

#: makers whose filings pass through the government's office
GOVERNMENT = (Organ.Kind.GOVERNMENT, Organ.Kind.GOVERNMENT_DEPARTMENT)


class FilingDirection(models.TextChoices):
    """Handbook §6.1 no 13: a filing has a direction."""

    INWARD = "inward", "接受报备"
    OUTWARD = "outward", "向上报备"


class NormKind(models.TextChoices):
    """What kind of document the maker calls it."""

    RESOLUTION = "resolution", "决议"
    DECISION = "decision", "决定"
    ORDER = "order", "命令"
    MEASURES = "measures", "规定、办法、细则"
    NOTICE = "notice", "意见、通知等"
    GUIDANCE = "guidance", "监察、审判、检察工作指导性文件"
    OTHER = "other", "其他"


class DutyKind(models.TextChoices):
    """What may be owed around a filing."""

    FILE = "file", "报备"
    CHECK = "check", "形式审查"
    SUPPLEMENT = "supplement", "补正材料"
    REVIEW = "review", "完成审查"
    ANSWER = "answer", "答复审查意见"
    CORRECT = "correct", "报告修改、废止情况"


def makers_of(user: User, path: str = "") -> Q:
    """The condition on organs for which the account files; `path` is the way to the organ."""
    at = f"{path}__" if path else ""
    own = Q(**{f"{path or 'pk'}": user.organ_id}) if user.organ_id else Q(pk__in=[])
    if user.has_perm("supervision.view_government_followups"):
        own |= Q(**{f"{at}kind__in": GOVERNMENT})
    return own
