"""The catalogue and the suggestions as everyone sees them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from congress.services import figures
from supervision.models import NormFiling, ReviewSuggestion
from supervision.services import filing_reviews, filings, review_suggestions
from tests import factories
from tests import factories_filings as make
from tests.published import HTML_LIMIT, compressed, content, cost, put_out

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
LIST = "/supervision/filings/"
SUGGEST = f"{LIST}suggest/"


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


def bare(number: int, **fields: Any) -> NormFiling:
    values = {"filed_on": date(2026, 1, 1) + timedelta(days=number), "published_on": date(2026, 1, 1)}
    row = make.new(**({"status": "concluded", "conclusion": "no_problem"} | values | fields))
    row.save()
    return row


def sent(**changes: str) -> dict[str, str]:
    return {
        "norm_title": "关于示例事项的规定",
        "maker_name": "示例机关",
        "reason": "第三条增加了公民的义务，没有上位法依据。",
        "name": "示例公民",
        "phone": "13800000000",
        "is_agreed": "on",
        "website": "",
        **changes,
    }


def test_list_and_page_show_the_published_copy_and_nothing_of_the_working_papers() -> None:
    reviewer = factories.user("legal_wc")
    row = make.find(
        make.under_review(actor=reviewer, initiative="requested", requested_by=factories.organ(name="某某机关"))
    )
    filing_reviews.conclude(row, conclusion="advice", text="内部措辞建议", on=TODAY, actor=reviewer, today=TODAY)
    assert Client().get(row.get_absolute_url()).status_code == 404
    factories.published(row, filings.compose(row), kind="规范性文件备案", path=row.get_absolute_url())
    for path in (LIST, row.get_absolute_url()):
        page = Client().get(path).content.decode()
        assert row.title in page
        assert "提出建议" in page
        for hidden in ("内部措辞建议", "某某机关", "备案报告.pdf", "审查要求"):
            assert hidden not in page, path


def test_the_list_is_told_apart_by_year_and_direction_as_the_figures_count() -> None:
    rows = [bare(1), bare(2), bare(3, direction="outward", status="registered", conclusion="")]
    put_out(rows, [content(f"公布的文件{row.pk}") for row in rows])
    for code, number in (("norm_filings", 3), ("norm_filings_inward", 2), ("norm_filings_outward", 1)):
        ((fact, counted),) = figures.published_in_year([code], 2026)
        assert counted == fact.count(2026) == number, code
        assert fact.public_path is not None
        assert len(Client().get(fact.public_path(2026)).context["rows"]) == number
    assert Client().get(f"{LIST}?kind=sideways").status_code == 404


def test_a_suggestion_is_sent_and_followed_by_its_receipt() -> None:
    answer = Client().post(SUGGEST, sent(), follow=True)
    row = ReviewSuggestion.objects.get()
    path = answer.redirect_chain[-1][0]
    assert path == f"{LIST}suggestions/{row.receipt}/"
    page = answer.content.decode()
    assert row.receipt in page
    assert "示例公民" not in page
    assert "13800000000" not in page
    assert answer["Cache-Control"] == "private, no-store"
    review_suggestions.decline(row, reply="不属备案范围。", on=TODAY, actor=factories.user("legal_wc"))
    assert "不属备案范围。" in Client().get(path).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"norm_title": ""}, "必填"),
        ({"reason": "<img src=x onerror=alert(1)>请审查这件文件"}, "请只填写文字"),
        ({"reason": "理" * 2001}, "2000"),
        ({"phone": "'; DROP TABLE--"}, "11位手机号码"),
        ({"name": "<b>x</b>"}, "真实姓名"),
        ({"is_agreed": ""}, "请勾选同意"),
        ({"website": "http://spam.test"}, "留空"),
    ],
)
def test_hostile_input_is_refused_in_words_and_shown_again_escaped(changes: dict[str, str], words: str) -> None:
    answer = Client().post(SUGGEST, sent(**changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page or (words == "必填" and "norm_title" in answer.context["form"].errors)
    assert "<img src=x" not in page
    assert not ReviewSuggestion.objects.exists()


def test_an_address_that_sends_too_many_waits() -> None:
    client = Client()
    answers = [client.post(SUGGEST, sent(norm_title=f"示例规定第{number}号")).status_code for number in range(6)]
    assert answers == [302] * 5 + [429]
    assert ReviewSuggestion.objects.count() == 5


def test_a_receipt_is_looked_up_however_it_was_typed() -> None:
    row = make.suggestion()
    client = Client()
    typed = f" {row.receipt[:6].lower()} {row.receipt[6:]} "
    answer = client.post(f"{LIST}suggestions/", {"receipt": typed})
    assert answer.headers["Location"] == f"{LIST}suggestions/{row.receipt}/"
    refused = client.post(f"{LIST}suggestions/", {"receipt": "NOSUCHCODE22"})
    assert refused.status_code == 422
    assert "没有这个查询码" in refused.content.decode()
    assert client.get(f"{LIST}suggestions/NOSUCHCODE22/").status_code == 404


def test_the_form_takes_the_document_of_the_page_that_led_here() -> None:
    row = bare(1)
    assert Client().get(f"{SUGGEST}?filing={row.pk}").context["form"].initial == {}
    put_out([row], [content("公布的文件", 制定机关="示例区人民政府")])
    initial = Client().get(f"{SUGGEST}?filing={row.pk}").context["form"].initial
    assert initial == {"norm_title": "公布的文件", "maker_name": "示例区人民政府"}
    for key in ("x", "９", "1" * 30, "0"):
        assert Client().get(f"{SUGGEST}?filing={key}").status_code == 200


@pytest.mark.parametrize("number", [10, 100])
def test_queries_and_weight_do_not_grow(number: int) -> None:
    rows = [bare(each) for each in range(number)]
    put_out(rows, [content(f"示例文件{row.pk}") for row in rows])
    for path, budget in ((LIST, 4), (rows[0].get_absolute_url(), 3), (SUGGEST, 0)):
        with cost() as spent:
            page = Client().get(path)
        assert spent.queries <= budget, path
        assert compressed(page.content) <= HTML_LIMIT
