"""Words of suggestions: states, parts of a unit, classes of answers, grades (handbook §1.7, §2(j))."""

from django.db import models


class SuggestionStatus(models.TextChoices):
    """Where the whole matter stands."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提出"
    WITHDRAWN = "withdrawn", "已撤回"
    REJECTED = "rejected", "不予受理"
    ACCEPTED = "accepted", "已受理"
    HANDLING = "handling", "办理中"
    REPLIED = "replied", "已答复"
    TRACKING = "tracking", "跟踪办理"
    CLOSED = "closed", "已办结"


class HandlingRole(models.TextChoices):
    """主办、会办、分办 (ZJ-SUG16 arts 13, 18); 供参考 has no clock and stands outside of every rate."""

    LEAD = "lead", "主办"
    CO = "co", "会办"
    SEPARATE = "separate", "分办"
    REFERENCE = "reference", "供参考"


class HandlingStatus(models.TextChoices):
    """Where one unit's part stands. The first four are those of every loop."""

    HANDED_OVER = "handed_over", "已交办"
    ACCEPTED = "accepted", "已签收"
    REPORTED = "reported", "已答复"
    REOPENED = "reopened", "重新办理"
    RETURNED = "returned", "已退办"
    ADVISED = "advised", "已送会办意见"
    TRACKING = "tracking", "跟踪办理"
    CLOSED = "closed", "已办结"
    REFERENCE = "reference", "供参考"


class ResultClass(models.TextChoices):
    """办理结果 as Zhejiang sorts it [P]; whether the deputy is content is another question."""

    SOLVED = "A", "A类：已经解决或者基本解决"
    PLANNED = "B", "B类：正在解决或者列入计划"
    EXPLAINED = "C", "C类：暂时不能解决或者留作参考"


class Grade(models.TextChoices):
    """满意、基本满意、不满意, for the result and for the attitude apart."""

    SATISFIED = "satisfied", "满意"
    BASICALLY = "basically", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"


class ContactMode(models.TextChoices):
    """How the unit spoke with the deputy; only a talk face to face counts for 面商率."""

    MEETING = "meeting", "当面商谈"
    VISIT = "visit", "上门走访"
    RESEARCH = "research", "共同调研"
    DISCUSSION = "discussion", "座谈会"
    PHONE = "phone", "电话"
    ONLINE = "online", "网络"


#: modes in which both sat at one table
FACE_TO_FACE = (ContactMode.MEETING, ContactMode.VISIT, ContactMode.RESEARCH, ContactMode.DISCUSSION)


class RoundReason(models.TextChoices):
    """Why a round began."""

    HANDING = "handing", "交办"
    DISSATISFIED = "dissatisfied", "代表不满意，重新办理"
    PROMISE = "promise", "跟踪承诺事项"
