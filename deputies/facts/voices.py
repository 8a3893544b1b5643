"""What can be counted of 社情民意: what came, was handed over, answered, raised by deputies, and how it was rated."""

from typing import Final

from congress.facts import Fact, Rate, register, register_rate
from deputies.models import OpinionRating, OpinionRound, PublicOpinion

_OF_MATTERS: Final = {
    "渠道": "channel",
    "领域": "field__name",
    "层级": "level",
    "联络站": "station__name",
    "处理方式": "disposition",
}
_TOLD: Final = ",".join(PublicOpinion.TOLD)
_GOOD: Final = (OpinionRating.Grade.SATISFIED, OpinionRating.Grade.BASICALLY)


def _desk(query: str) -> str:
    return f"/admin/deputies/publicopinion/?{query}"


register(
    Fact(
        code="voices_received",
        label="收到社情民意",
        unit="件",
        rows=lambda: PublicOpinion.objects.all(),
        date_field="received_on",
        definition="来信、来访、来电、走访收集的社情民意，一人一次一件，按收到日期计入年度；合并办理的各计一件。",
        public_path=lambda year: f"/voices/rates/?year={year}",
        admin_path=lambda year: _desk(f"received_on__year={year}"),
        dimensions=_OF_MATTERS,
    )
)
register(
    Fact(
        code="voices_answered",
        label="答复社情民意",
        unit="件",
        rows=lambda: PublicOpinion.objects.filter(status__in=PublicOpinion.TOLD),
        date_field="answered_on",
        definition="来访人已得到答复的，按答复日期计入年度；重新办理的，到再次答复以前不计。",
        admin_path=lambda year: _desk(f"answered_on__year={year}&status__in={_TOLD}"),
        dimensions=_OF_MATTERS,
    )
)
register(
    Fact(
        code="voices_handed_over",
        label="交办社情民意",
        unit="件次",
        rows=lambda: OpinionRound.objects.filter(is_returned=False),
        date_field="opened_on",
        definition="交给单位办理的，每一轮计一件次，按交办日期计入年度；单位退回改派的不计。",
        dimensions={"承办单位": "unit_name", "层级": "opinion__level", "发起": "opened_by"},
    )
)
register(
    Fact(
        code="voices_raised",
        label="社情民意转为代表议案建议",
        unit="件",
        rows=lambda: PublicOpinion.objects.filter(status=PublicOpinion.Status.RAISED),
        date_field="closed_on",
        definition="由代表提出议案或者建议的社情民意，按转出日期计入年度。",
        admin_path=lambda year: _desk(f"closed_on__year={year}&status__exact=raised"),
        dimensions={**_OF_MATTERS, "转为": "raised_as"},
    )
)
register(
    Fact(
        code="voices_rated",
        label="来访人评价",
        unit="次",
        rows=lambda: OpinionRating.objects.all(),
        date_field="rated_on",
        definition="来访人本人作出或者电话回访登记的评价，一次答复计一次；没有评价的不计，不视为满意。",
        dimensions={"评价": "grade", "联络站": "opinion__station__name"},
    )
)
register(
    Fact(
        code="voices_satisfied",
        label="来访人评价满意、基本满意",
        unit="次",
        rows=lambda: OpinionRating.objects.filter(grade__in=_GOOD),
        date_field="rated_on",
        definition="来访人评价为满意、基本满意的次数。",
        dimensions={"评价": "grade", "联络站": "opinion__station__name"},
    )
)
register_rate(
    Rate(
        "voices_satisfaction",
        "来访人满意率",
        "voices_satisfied",
        "voices_rated",
        "满意、基本满意的评价次数除以全部评价次数；没有评价的不计入分母。",
    )
)
