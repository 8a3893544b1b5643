"""Search in what is published."""

import pytest
from django.test import Client

from congress.models import User
from congress.services import publication, search
from tests import factories
from tests.published import HTML_LIMIT, compressed, content, cost, put_out

pytestmark = pytest.mark.django_db


def found(words: str) -> list[str]:
    return [hit.title for hit in search.find(words)]


def test_two_characters_of_a_title_or_of_the_text_find_it() -> None:
    meeting = factories.meeting()
    factories.published(meeting, content("垃圾分类情况的报告", text="建立长效机制"), kind="专项工作报告", path="/x/")
    assert found("分类") == found("长效") == ["垃圾分类情况的报告"]
    (hit,) = search.find("长效")
    assert (hit.kind, hit.path) == ("专项工作报告", "/x/")
    assert "长效" in hit.excerpt


def test_all_words_must_stand_in_it() -> None:
    factories.published(factories.meeting(), content("垃圾分类", text="建立长效机制"))
    assert found("垃圾 机制") == ["垃圾分类"]
    assert found("垃圾 养老") == []


def test_names_of_the_stored_shape_find_nothing() -> None:
    factories.published(factories.meeting(), content("垃圾分类"))
    assert found("illustrative") == []
    assert found("heading") == []


def test_the_unpublished_is_not_found(clerk: User) -> None:
    meeting = factories.meeting(title="秘而不宣")
    assert found("秘而不宣") == []
    factories.published(meeting, content("已经公布"))
    assert found("秘而不宣") == []
    duty = meeting.society_duty
    assert duty is not None
    publication.withdraw(duty, reason="误发", actor=clerk)
    assert found("公布") == []


def test_what_only_deputies_may_read_is_not_found() -> None:
    meeting = factories.meeting()
    put_out([meeting], [content("通报代表")], audience="deputies")
    assert found("通报") == []


def test_words_of_a_copy_that_was_corrected_are_not_found() -> None:
    meeting = factories.meeting()
    factories.published(meeting, content("写错的名字"))
    duty = meeting.society_duty
    assert duty is not None
    office, reviewer, chair = factories.user("office"), factories.user("reviewer"), factories.user("sc_chair")
    publication.prepare(duty, content=content("改正的名字"), actor=office)
    publication.redact(duty, content=content("改正的名字"), files=[], actor=reviewer)
    publication.approve(duty, actor=chair)
    publication.publish(duty, actor=reviewer, correction="名字有误")
    assert found("写错") == []
    assert found("名字") == ["改正的名字"]


@pytest.mark.parametrize(
    "words", ["%", "_", "\\", '"', "' OR 1=1 --", "<script>alert(1)</script>", "🙂", "$.**", "{}", "\ud83d"]
)
def test_hostile_words_are_looked_for_as_they_stand(words: str) -> None:
    factories.published(factories.meeting(), content("平常的标题"))
    page = Client().get("/search/", {"q": words.encode("utf-8", "replace").decode()})
    assert page.status_code == 200
    assert "平常的标题" not in page.content.decode()
    assert "<script>alert" not in page.content.decode()


def test_quotation_marks_and_backslashes_are_found_where_they_stand() -> None:
    factories.published(factories.meeting(), content('路径\\与"引号"'))
    assert found('"引号"') == ['路径\\与"引号"']
    assert found("径\\与") == ['路径\\与"引号"']


def test_a_nul_byte_is_refused() -> None:
    assert Client().get("/search/?q=%00").status_code == 400


def test_words_over_the_limit_are_refused_in_words_and_kept() -> None:
    page = Client().get("/search/", {"q": "长" * 201})
    assert page.status_code == 200
    assert "搜索词最多200个字" in page.content.decode()
    assert "长" * 200 in page.content.decode()


def test_nothing_asked_and_nothing_found_say_the_next_step() -> None:
    assert "多个词之间用空格分开" in Client().get("/search/").content.decode()
    assert "没有找到公开的内容" in Client().get("/search/", {"q": "没有这个词"}).content.decode()


@pytest.mark.parametrize("number", [10, 100])
def test_queries_weight_and_hits_are_bounded(number: int) -> None:
    meetings = [factories.meeting() for _ in range(number)]
    put_out(meetings, [content(f"示例报告{each.pk}", text="长" * 200) for each in meetings])
    with cost() as spent:
        page = Client().get("/search/", {"q": "示例"})
    assert spent.queries == 1
    assert len(page.context["hits"]) == min(number, search.LIMIT)
    assert ("只显示最近公开的50条" in page.content.decode()) == (number == 100)
    assert compressed(page.content) <= HTML_LIMIT


def test_an_example_is_marked() -> None:
    factories.published(factories.meeting(), content("示范的报告", illustrative=True))
    assert 'class="illustrative"' in Client().get("/search/", {"q": "示范"}).content.decode()
