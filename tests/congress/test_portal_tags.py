"""The page components draw words and shapes from plain data, and the filters print Chinese dates and numbers."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from congress import context, presentation
from congress.presentation import (
    BAR_UNITS,
    DeskBlock,
    DeskRow,
    Document,
    DueMark,
    Figure,
    GradeTally,
    OpinionPoint,
    RibbonMonth,
    Step,
    Tally,
)
from congress.templatetags import portal

TODAY = date(2019, 7, 9)
WHY = ("自4月21日收到审议意见的次日起算三个月。", "依据：《浙江省各级人民代表大会常务委员会监督条例》第四十四条。")


def draw(source: str, **names: Any) -> str:
    """The text of a template that uses the components."""
    return engines["django"].from_string("{% load portal %}" + source).render(names)


def due(on: date, **changes: Any) -> DueMark:
    """A deadline seen on the day of these tests."""
    return DueMark(due_on=on, today=TODAY, **changes)


@pytest.mark.parametrize(
    ("mark", "state", "text"),
    [
        (due(date(2019, 7, 21)), "open", "还有 12 天 · 7月21日"),
        (due(date(2019, 7, 16)), "soon", "还有 7 天 · 7月16日"),
        (due(date(2019, 7, 17)), "open", "还有 8 天 · 7月17日"),
        (due(TODAY), "today", "今日到期"),
        (due(date(2019, 7, 6)), "late", "逾期 3 天 · 7月6日"),
        (due(date(2020, 1, 10)), "open", "还有 185 天 · 2020年1月10日"),
        (due(date(2019, 3, 1), is_done=True, done_on=date(2019, 3, 2)), "done", "已完成 · 3月2日"),
        (due(date(2019, 3, 1), is_done=True, done_word="已豁免"), "done", "已豁免"),
    ],
)
def test_a_due_mark_tells_nearness_in_words(mark: DueMark, state: str, text: str) -> None:
    assert (mark.state, mark.text) == (state, text)


def test_how_a_date_was_reached_is_one_tap_away() -> None:
    html = draw("{% due_mark mark %}", mark=due(date(2019, 7, 21), explanation=WHY))
    assert "<details" in html
    assert "期限：2019年7月21日。" in html
    assert all(sentence in html for sentence in WHY)


def test_a_duty_kept_late_says_how_late_behind_the_mark() -> None:
    mark = due(date(2019, 3, 1), is_done=True, done_on=date(2019, 3, 4))
    assert mark.text == "已完成 · 3月4日"
    assert mark.sentences[0] == "期限：2019年3月1日。完成时已超过期限 3 天。"


def test_no_deadline_draws_no_mark() -> None:
    assert draw("{% due_mark mark %}", mark=None).strip() == ""


@pytest.mark.parametrize(
    ("entitled", "present", "yes", "needed", "result"),
    [(27, 15, 13, 14, "未通过"), (27, 14, 14, 14, "通过"), (26, 14, 13, 14, "未通过"), (26, 26, 14, 14, "通过")],
)
def test_a_tally_needs_more_than_half_of_all_members(
    entitled: int, present: int, yes: int, needed: int, result: str
) -> None:
    votes = Tally(entitled, present, yes)
    assert (votes.needed, votes.result_word) == (needed, result)


def test_the_tally_prints_its_counts_and_the_line_of_half_of_all() -> None:
    votes = Tally(27, 25, 22, 1, 2)
    html = draw("{% tally votes %}", votes=votes)
    assert votes.text == "应到 27 · 实到 25 · 赞成 22 · 反对 1 · 弃权 2"
    assert f"{votes.text}。须超过全体 27 人的半数，即 14 票。" in html
    assert "通过" in html


def test_the_parts_of_a_tally_join_without_a_gap_and_end_before_the_absent() -> None:
    parts = Tally(27, 25, 20, 3, 2).parts
    ends = [part.start + part.width for part in parts]
    assert [part.start for part in parts] == [0, *ends[:-1]]
    assert ends[-1] == BAR_UNITS * 25 // 27
    assert [part.label for part in parts] == ["赞成", "反对", "弃权"]


def test_who_did_not_vote_is_told_apart_and_is_no_fourth_column() -> None:
    votes = Tally(27, 25, 18, 2, 2, spoiled=1, not_cast=1, blank=1)
    assert [part.label for part in votes.parts] == ["赞成", "反对", "弃权"]
    assert votes.apart == [("未表决", 1), ("无效票", 1), ("空白票", 1), ("缺席", 2)]
    assert "不计入票数：未表决 <b>1</b>，无效票 <b>1</b>" in draw("{% tally votes %}", votes=votes)


def test_an_assessment_is_drawn_in_its_grades_without_a_line_of_the_law() -> None:
    grades = GradeTally(27, 25, [("满意", 15), ("基本满意", 8), ("不满意", 1)], abstain=1, result="满意")
    html = draw("{% tally votes %}", votes=grades)
    assert grades.text == "应到 27 · 实到 25 · 满意 15 · 基本满意 8 · 不满意 1 · 弃权 1"
    assert [part.key for part in grades.parts] == ["yes", "between", "no", "abstain"]
    assert "tally-no-line" in html


def test_a_tally_without_members_is_drawn_empty_and_not_carried() -> None:
    assert [part.width for part in Tally(0, 0, 0).parts] == [0, 0, 0]
    assert not Tally(0, 0, 0).is_carried


def test_a_vote_that_was_not_recorded_says_so() -> None:
    assert "未记载表决票数" in draw("{% tally votes %}", votes=None)


def test_a_chain_prints_each_step_with_its_date_papers_and_debt() -> None:
    steps = [
        Step("听取报告", date(2019, 3, 28), "done", documents=[Document("报告", "/papers/1", "Word，32 KB")]),
        Step("报送处理情况", state="current", due=due(date(2019, 7, 21), explanation=WHY)),
        Step("向社会公布"),
    ]
    html = draw("{% chain steps %}", steps=steps)
    assert html.count('<li class="chain-step') == 3
    assert '<time datetime="2019-03-28">2019年3月28日</time>' in html
    assert '<a href="/papers/1">报告</a>' in html
    assert html.count('aria-current="step"') == 1
    assert "还有 12 天" in html
    assert "未开始" in html


def test_opinion_points_are_numbered_in_chinese_with_their_own_answer() -> None:
    points = [
        OpinionPoint(1, "加大整治力度。", organ="区人民政府", state="done", state_label="已办结", answer="已整治。"),
        OpinionPoint(2, "公开监测数据。", state="current", state_label="办理中", is_illustrative=True),
    ]
    html = draw("{% opinion_points points %}", points=points)
    assert "第一条：" in html
    assert "第二条：" in html
    assert "<p>已整治。</p>" in html
    assert html.count('class="illustrative"') == 1


def test_what_people_wrote_is_escaped_in_every_component() -> None:
    nasty = "<script>alert(1)</script>"
    html = draw(
        "{% chain steps %}{% opinion_points points %}{% figure number %}{% status_badge text %}{% desk_block block %}",
        steps=[Step(nasty, note=nasty, documents=[Document(nasty, "/")])],
        points=[OpinionPoint(1, nasty, organ=nasty, answer=nasty)],
        number=Figure(nasty, nasty, nasty),
        text=nasty,
        block=DeskBlock(nasty, [DeskRow(nasty, "/", nasty)], 1),
    )
    assert "<script>" not in html


def test_a_figure_prints_its_approximation_unit_and_list() -> None:
    html = draw("{% figure number %}", number=Figure(6200, "条", "巡查记录", "/patrols/", approx="余"))
    assert "6200" in html
    assert "余条" in html
    assert '<a href="/patrols/">巡查记录</a>' in html


def test_the_year_ribbon_shows_twelve_months_and_marks_the_present_one() -> None:
    months = [RibbonMonth(number, held=1 if number < 7 else 0, is_current=number == 7) for number in range(1, 13)]
    html = draw("{% year_ribbon months 2019 %}", months=months)
    assert html.count('<li class="ribbon-month') == 12
    assert html.count("is-current") == 1
    assert "2019年各月情况" in html


def test_a_desk_block_counts_what_it_does_not_show() -> None:
    block = DeskBlock("待交办", [DeskRow("安全生产", "/1")], total=7, url="/all")
    assert "另有 6 件" in draw("{% desk_block block %}", block=block)


def test_an_empty_desk_block_says_so() -> None:
    assert "材料已经齐全。" in draw("{% desk_block b %}", b=DeskBlock("缺少材料", [], 0, empty="材料已经齐全。"))


def test_the_illustrative_mark_explains_itself_and_can_be_left_out() -> None:
    assert "本条日期或文字为示例，非历史记录" in draw("{% illustrative %}")
    assert draw("{% illustrative record %}", record=False).strip() == ""


@pytest.mark.parametrize("kind", ["done", "current", "owed", "soon", "late", "none", "green", "yellow", "red"])
def test_every_status_has_a_word_and_a_shape(kind: str) -> None:
    html = draw("{% status_badge '状态' kind %}", kind=kind)
    badge = ElementTree.fromstring(html)  # noqa: S314
    assert "状态" in "".join(badge.itertext())
    assert badge.find("svg") is not None


def test_no_component_carries_what_the_content_policy_forbids() -> None:
    html = draw(
        "{% chain steps %}{% tally votes %}{% year_ribbon months %}{% opinion_points points %}{% due_mark mark %}",
        steps=[Step("听取报告", TODAY, "done")],
        votes=Tally(27, 25, 22, 1, 2),
        months=[RibbonMonth(1, 1, 1, 1)],
        points=[OpinionPoint(1, "意见")],
        mark=due(TODAY),
    )
    assert " style=" not in html
    assert "<script" not in html
    assert " onclick" not in html


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2019, 8, 28), "2019年8月28日"),
        (datetime(2019, 8, 27, 16, 30, tzinfo=UTC), "2019年8月28日"),
        (datetime(2019, 8, 28, 9, 0), "2019年8月28日"),  # noqa: DTZ001
        (None, ""),
        ("", ""),
    ],
)
def test_dates_are_printed_as_papers_print_them(value: date | str | None, text: str) -> None:
    assert portal.cn_date(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(9, "九"), (10, "十"), (14, "十四"), (20, "二十"), ("19", "十九"), (None, ""), ("临时", "临时")]
)
def test_ordinals_are_printed_in_chinese_numerals(value: int | str | None, text: str) -> None:
    assert portal.cn_number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.8148, "81.5%"),
        (Decimal("0.5"), "50%"),
        (1, "100%"),
        (0.00049, "0%"),
        (0.0005, "0.1%"),
        (None, ""),
        ("无", ""),
    ],
)
def test_ratios_are_printed_as_percentages(value: float | Decimal | str | None, text: str) -> None:
    assert portal.percent(value) == text


@pytest.mark.parametrize(("value", "text"), [(9999, "9999"), (10000, "10,000"), ("二十", "二十")])
def test_long_numbers_are_grouped(value: int | str, text: str) -> None:
    assert portal.grouped(value) == text


def test_page_links_keep_the_filters_of_the_list(rf: RequestFactory) -> None:
    request = rf.get("/meetings/", {"year": "2019", "page": "2"})
    html = draw("{% pagination page %}", page=Paginator(range(100), 20).page(2), request=request)
    assert 'href="?year=2019&amp;page=3" rel="next"' in html
    assert '<span class="is-current" aria-current="page">2</span>' in html


def test_a_list_of_one_page_has_no_page_links() -> None:
    assert draw("{% pagination page %}", page=Paginator([1], 20).page(1)).strip() == ""


def test_the_breadcrumb_ends_with_the_page_itself() -> None:
    html = draw("{% breadcrumb '首页' '/' '会议' '/meetings/' '第十九次会议' %}")
    assert html.count("<a ") == 2
    assert '<li aria-current="page">第十九次会议</li>' in html


class ReplyForm(forms.Form):
    """A form as the workspace shows it."""

    text = forms.CharField(label="办理情况", help_text="逐条说明。")
    note = forms.CharField(label="备注", required=False)


def test_a_field_is_labelled_and_its_help_and_errors_are_tied_to_it() -> None:
    html = ReplyForm({"text": ""}).as_div()
    assert '<label class="field-label" for="id_text">办理情况</label>' in html
    assert 'aria-describedby="id_text_helptext id_text_error"' in html
    assert 'aria-invalid="true"' in html
    assert "（选填）" in html


def test_a_refused_form_names_the_fields_to_correct() -> None:
    html = ReplyForm({"text": ""}).as_div()
    assert "有 1 处需要修改" in html
    assert '<a href="#id_text">办理情况</a>' in html


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "429.html", "500.html", "503.html"])
def test_error_pages_are_drawn_without_a_request(name: str) -> None:
    html = render_to_string(name)
    assert "衢州市柯城区人大常委会" in html
    assert "</html>" in html


def test_the_site_is_known_to_every_page_without_a_query(rf: RequestFactory) -> None:
    request: HttpRequest = rf.get("/")
    site = context.site(request)["portal"]
    assert isinstance(site, context.Site)
    assert site.name
    assert site.face == "public"
    assert [item.label for item in site.nav if item.is_current] in ([], ["首页"])


def test_days_of_another_year_keep_their_year() -> None:
    assert presentation.cn_day(date(2018, 12, 31), near=TODAY) == "2018年12月31日"
