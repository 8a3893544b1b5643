"""What can be counted of suggestions, and of what units made of them."""

from congress.facts import Fact, register
from deputies.models import Suggestion, SuggestionFeedback, SuggestionHandling


def _desk(model: str, query: str = "") -> str:
    return f"/admin/deputies/{model}/{query and '?'}{query}"


register(
    Fact(
        code="suggestions",
        label="代表建议",
        unit="件",
        rows=lambda: Suggestion.objects.all().accepted().exclude(status=Suggestion.Status.WITHDRAWN),
        date_field="submitted_on",
        definition="本年提出并受理的代表建议，按提出日期计，一件建议不论几个单位承办计一件。",
        admin_path=lambda year: _desk("suggestion", f"submitted_on__year={year}"),
        dimensions={"field": "field__name", "status": "status", "is_between_sessions": "is_between_sessions"},
    )
)
register(
    Fact(
        code="suggestion_handlings",
        label="代表建议承办",
        unit="件次",
        rows=lambda: SuggestionHandling.objects.all().in_force().answering(),
        date_field="handed_over_on",
        definition="主办、分办单位承办的代表建议，一个单位承办一件计一次；会办和供参考不计，退办的不计。",
        admin_path=lambda year: _desk("suggestionhandling", f"handed_over_on__year={year}"),
        dimensions={"organ": "organ__name", "status": "status", "result_class": "result_class"},
    )
)
register(
    Fact(
        code="suggestion_feedbacks",
        label="代表反馈",
        unit="份",
        rows=lambda: SuggestionFeedback.objects.filter(sponsor__role="lead"),
        date_field="given_on",
        definition="领衔代表对答复的反馈，一次答复一份；结果和态度分别评价，没有反馈的不计。",
        admin_path=lambda year: _desk("suggestionhandling"),
        dimensions={"result": "result", "attitude": "attitude", "organ": "round__handling__organ__name"},
    )
)
