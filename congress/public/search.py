"""Search in everything that is published."""

from typing import Any

from django import forms
from django.views.generic import TemplateView

from congress.http import PublicPage
from congress.services import search


class SearchForm(forms.Form):
    """What somebody looks for."""

    q = forms.CharField(
        label="搜索词",
        max_length=search.MAX_LENGTH,
        required=False,
        error_messages={"max_length": f"搜索词最多{search.MAX_LENGTH}个字，请缩短后再搜索。"},
    )


class Search(PublicPage, TemplateView):
    """The hits, the latest first."""

    template_name = "congress/public/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words as typed, and what was found."""
        form = SearchForm(self.request.GET)
        words = form.cleaned_data["q"] if form.is_valid() else ""
        hits = search.find(words)
        return super().get_context_data(**kwargs) | {
            "words": words or self.request.GET.get("q", "")[: search.MAX_LENGTH],
            "has_asked": bool(words),
            "error": form.errors.get("q", [""])[0],
            "hits": hits,
            "is_cut": len(hits) == search.LIMIT,
            "limit": search.LIMIT,
        }
