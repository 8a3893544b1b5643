"""Words of 社情民意: how it came, its level, its steps, what became of it."""

from django.db import models

#: answered by the deputy on the spot
ANSWERED_ON_SPOT = "answered_on_spot"


class OpinionChannel(models.TextChoices):
    """How it came."""

    VISIT = "visit", "来站接待"
    ONLINE = "online", "网上来信"
    PHONE = "phone", "来电"
    OUTREACH = "outreach", "走访收集"


class OpinionLevel(models.TextChoices):
    """On which level it can be solved."""

    VILLAGE = "village", "村社级"
    TOWNSHIP = "township", "乡镇街道级"
    DISTRICT = "district", "区级"
    ABOVE = "above", "市级以上"


class OpinionStatus(models.TextChoices):
    """Its steps (handbook §2(l))."""

    RECEIVED = "received", "已收到"
    REGISTERED = "registered", "已登记"
    ANSWERED = ANSWERED_ON_SPOT, "现场答复"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    TIERED = "tiered", "已分级"
    HANDED_OVER = "handed_over", "已交办"
    ACCEPTED = "accepted", "办理中"
    REPORTED = "reported", "单位已答复"
    REOPENED = "reopened", "重新办理"
    FED_BACK = "fed_back", "已反馈"
    RATED = "rated", "已评价"
    CLOSED = "closed", "已办结"
    RAISED = "raised", "转为代表议案建议"
    FOR_REFERENCE = "for_reference", "转送参考"
    OUTSIDE = "outside_authority", "超出本级权限"
    MERGED = "merged", "已合并"


class OpinionDisposition(models.TextChoices):
    """The five ways that were observed [P]; handbook §2(l)."""

    SOLVED = "solved", "已解决"
    HANDED = "handed_local", "交办处理"
    RAISED = "raised_via_deputy", "通过代表提出"
    REFERENCE = "for_reference", "转送参考"
    OUTSIDE = "outside_authority", "超出本级权限"


class OpinionRaisedAs(models.TextChoices):
    """What a deputy made of it."""

    SUGGESTION = "suggestion", "代表建议"
    MOTION = "motion", "代表议案"
