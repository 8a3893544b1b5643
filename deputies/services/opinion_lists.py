"""What the office's lists of opinions hold at first, and what a text makes the station look at."""

from collections.abc import Sequence
from typing import Final

from deputies.models import OpinionField, OpinionGuidance, OpinionWord

#: no source gave the district's own list (handbook §6.3): a first one, for the office to edit
_FIELDS: Final = (
    "城乡建设",
    "交通出行",
    "生态环境",
    "教育文化",
    "医疗卫生",
    "社会保障",
    "农业农村",
    "公共安全",
    "社区物业",
    "营商环境",
    "其他",
)
#: handbook §2(l): litigation, arbitration, reconsideration and individual petitions (local practice [P])
_GUIDANCE: Final = (
    ("已进入或者应当通过诉讼、仲裁解决的", "请通过人民法院或者仲裁机构依法解决，需要时可以向公共法律服务中心咨询。"),
    ("已进入或者应当通过行政复议解决的", "请向行政复议机关申请复议；对复议决定不服的，可以依法提起诉讼。"),
    ("属于个人信访事项的", "请向信访部门提出，按照信访程序办理。"),
    ("涉嫌违纪违法的检举控告", "请向纪检监察机关举报，联络站不接收检举控告材料。"),
    ("紧急警情、火灾、急救", "请立即拨打110、119、120；联络站不是二十四小时值守的应急渠道。"),
    ("内容不明、无法核实或者广告信息", "来信内容不明确，无法办理。请写清时间、地点、事情后重新提交。"),
)
_WORDS: Final = (
    ("跳楼", "可能有人身危险，请立即联系来访人并报告。"),
    ("自杀", "可能有人身危险，请立即联系来访人并报告。"),
    ("爆炸", "可能涉及公共安全，请立即报告。"),
    ("集体上访", "可能是信访事项，请核对受理范围。"),
    ("举报", "可能是检举控告，请核对受理范围。"),
    ("法院", "可能涉及诉讼，请核对受理范围。"),
    ("判决", "可能涉及诉讼，请核对受理范围。"),
)


def prepare() -> None:
    """Write the first lists where the office has none; what the office changed stays."""
    if not OpinionField.objects.exists():
        OpinionField.objects.bulk_create(
            OpinionField(name=name, order=order * 10) for order, name in enumerate(_FIELDS, 1)
        )
    if not OpinionGuidance.objects.exists():
        OpinionGuidance.objects.bulk_create(
            OpinionGuidance(reason=reason, advice=advice, order=order * 10)
            for order, (reason, advice) in enumerate(_GUIDANCE, 1)
        )
    if not OpinionWord.objects.exists():
        OpinionWord.objects.bulk_create(OpinionWord(word=word, hint=hint) for word, hint in _WORDS)


def hints(text: str) -> Sequence[str]:
    """What staff should look at in a text; the visitor is told nothing of it."""
    return [f"“{row.word}”：{row.hint}" for row in OpinionWord.objects.all() if row.word in text]
