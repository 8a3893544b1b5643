"""What the office's lists of suggestions hold at first."""

from typing import Final

from deputies.models import SuggestionExclusion, SuggestionField

#: no source gave the district's own list (handbook §6.3): a first one, for the office to edit
_FIELDS: Final = (
    "经济发展",
    "城乡建设",
    "交通",
    "生态环境",
    "农业农村",
    "教育科技",
    "文化体育",
    "医疗卫生",
    "社会保障",
    "公共安全和法治",
    "其他",
)
_ARTICLE: Final = "《浙江省人大代表建议、批评和意见办理的规定》（2016年）第六条"
#: ZJ-SUG16 art 6, as handbook §2(j) gives it
_EXCLUSIONS: Final = (
    "涉及代表本人或者亲属的具体案件",
    "转交他人来信的",
    "学术探讨或者产品推介",
    "没有具体内容的",
    "正在审理的案件",
    "正在进行的招标投标",
    "其他不应作为代表建议的",
)


def prepare() -> None:
    """Write the first lists where the office has none; what the office changed stays."""
    if not SuggestionField.objects.exists():
        SuggestionField.objects.bulk_create(
            SuggestionField(name=name, order=order * 10) for order, name in enumerate(_FIELDS, 1)
        )
    if not SuggestionExclusion.objects.exists():
        SuggestionExclusion.objects.bulk_create(
            SuggestionExclusion(reason=reason, citation=_ARTICLE, order=order * 10)
            for order, reason in enumerate(_EXCLUSIONS, 1)
        )
