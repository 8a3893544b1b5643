"""Schemes: weights add up to 100, a version in use is fixed, scores are exact and shown with their parts."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from congress.models import User
from congress.workflow import TransitionError
from meetings.models import AssessmentScale
from supervision.models import PerformanceReview, ReviewItem, ReviewScheme, ReviewScore
from supervision.services import review_schemes
from tests import factories
from tests import factories_reviews as cases

pytestmark = pytest.mark.django_db


def score(review: PerformanceReview, order: int, points: str, grader: str = "评委001") -> ReviewScore:
    item = ReviewItem.objects.get(scheme=review.scheme, order=order)
    row = ReviewScore(review=review, item=item, grader=grader, points=Decimal(points))
    review_schemes.check_score(row)
    row.full_clean()
    row.save()
    return row


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (("60", "30"), "项目160＋项目230＝90，少10"),
        (("60", "40.5"), "项目160＋项目240.5＝100.5，多0.5"),
    ],
)
def test_weights_that_do_not_add_up_are_refused_with_the_arithmetic(
    clerk: User, weights: tuple[str, ...], said: str
) -> None:
    scheme = cases.scheme(*weights, is_in_use=False)
    with pytest.raises(ValidationError) as error:
        review_schemes.adopt(scheme, actor=clerk)
    assert said in error.value.messages[0]
    assert ReviewScheme.objects.get(pk=scheme.pk).status == ReviewScheme.Status.DRAFTED


def test_weights_with_decimals_add_up_exactly() -> None:
    assert cases.scheme("33.33", "33.33", "33.34").status == ReviewScheme.Status.IN_USE


def test_a_scheme_without_items_is_refused(clerk: User) -> None:
    scheme = ReviewScheme.objects.create(name="空方案", kind="department", scale=AssessmentScale.objects.first())
    with pytest.raises(ValidationError) as error:
        review_schemes.adopt(scheme, actor=clerk)
    assert "还没有评分项目" in error.value.messages[0]


def test_a_version_in_use_is_fixed_whoever_writes() -> None:
    item = cases.scheme().items.first()
    with pytest.raises(DatabaseError, match="fixed"), transaction.atomic():
        ReviewItem.objects.filter(pk=item.pk).update(weight=10)
    with pytest.raises(DatabaseError, match="fixed"), transaction.atomic():
        item.delete()
    with pytest.raises(DatabaseError, match="fixed"), transaction.atomic():
        ReviewItem.objects.create(scheme=item.scheme, order=9, name="追加", weight=1)


def test_a_new_version_is_a_draft_with_the_same_items(clerk: User) -> None:
    scheme = cases.scheme("70", "30")
    fresh = review_schemes.new_version(scheme, actor=clerk)
    assert (fresh.name, fresh.version, fresh.status) == (scheme.name, 2, ReviewScheme.Status.DRAFTED)
    assert list(fresh.items.values_list("name", "weight")) == list(scheme.items.values_list("name", "weight"))
    fresh.items.update(weight=50)
    assert [item.weight for item in scheme.items.all()] == [70, 30]
    with pytest.raises(ValidationError) as error:
        review_schemes.new_version(fresh, actor=clerk)
    assert "可以直接修改" in error.value.messages[0]


def test_a_retired_scheme_is_not_put_to_use_again(clerk: User) -> None:
    scheme = cases.scheme()
    review_schemes.retire(scheme, actor=clerk)
    with pytest.raises(TransitionError):
        review_schemes.adopt(scheme, actor=clerk)


def test_the_score_is_exact_and_shows_its_parts() -> None:
    review = cases.proposed(scheme=cases.scheme("60", "40"))
    score(review, 1, "85")
    score(review, 2, "90", "评委001")
    score(review, 2, "91", "评委002")
    found = review_schemes.score_of(review)
    assert found.total == Fraction(51) + Fraction(362, 10)
    assert found.sentence == ("项目1 85÷100×60＝51；项目2 90.5（2人平均）÷100×40＝36.2；合计87.2分（末位四舍五入）。")


def test_thirds_are_rounded_once_at_the_end() -> None:
    scheme = cases.scheme("50", "50", is_in_use=False)
    scheme.items.update(max_points=3)
    review_schemes.adopt(scheme, actor=factories.user("office"))
    review = cases.proposed(scheme=scheme)
    score(review, 1, "1")
    score(review, 2, "2")
    found = review_schemes.score_of(review)
    assert found.total == 50
    assert found.sentence == "项目1 1÷3×50＝16.67；项目2 2÷3×50＝33.33；合计50分（末位四舍五入）。"


def test_an_item_that_nobody_graded_leaves_the_whole_open() -> None:
    review = cases.proposed(scheme=cases.scheme())
    score(review, 1, "85")
    found = review_schemes.score_of(review)
    assert found.total is None
    assert found.sentence.endswith("尚未评分：项目2。")


def test_points_beyond_full_marks_are_refused() -> None:
    review = cases.proposed(scheme=cases.scheme())
    with pytest.raises(ValidationError) as error:
        score(review, 1, "100.01")
    assert error.value.message_dict == {"points": ["“项目1”满分100，不能评100.01分。"]}


def test_an_item_of_another_scheme_is_refused() -> None:
    review, other = cases.proposed(scheme=cases.scheme()), cases.scheme()
    row = ReviewScore(review=review, item=other.items.first(), grader="评委001", points=Decimal(1))
    with pytest.raises(ValidationError) as error:
        review_schemes.check_score(row)
    assert "的评分项目" in error.value.messages[0]


def test_a_case_without_scheme_and_a_closed_one_are_not_scored(clerk: User) -> None:
    item = cases.scheme().items.first()
    review = cases.proposed()
    row = ReviewScore(review=review, item=item, grader="评委001", points=Decimal(1))
    with pytest.raises(ValidationError) as error:
        review_schemes.check_score(row)
    assert "没有选择评议方案" in error.value.messages[0]
    review.drop(reason="离任")
    with pytest.raises(ValidationError) as error:
        review_schemes.check_score(row)
    assert "不能再评分" in error.value.messages[0]


def test_one_grader_grades_an_item_once() -> None:
    review = cases.proposed(scheme=cases.scheme())
    score(review, 1, "85")
    with pytest.raises(ValidationError) as error:
        score(review, 1, "86")
    assert "已经对这一项目评分" in error.value.messages[0]


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("review_item_points_positive", {"max_points": 0}),
        ("review_item_weight_in_range", {"weight": 101}),
        ("review_item_name", {"name": "项目2"}),
        ("review_item_order", {"order": 2}),
    ],
)
def test_the_database_refuses_items_that_cannot_be(name: str, changes: dict[str, object]) -> None:
    item = cases.scheme(is_in_use=False).items.get(order=1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ReviewItem.objects.filter(pk=item.pk).update(**changes)


def test_the_database_refuses_versions_that_cannot_be() -> None:
    scheme = cases.scheme(is_in_use=False)
    with pytest.raises(IntegrityError, match="review_scheme_version_positive"), transaction.atomic():
        ReviewScheme.objects.filter(pk=scheme.pk).update(version=0)
    with pytest.raises(IntegrityError, match="review_scheme_version_once"), transaction.atomic():
        ReviewScheme.objects.create(name=scheme.name, kind=scheme.kind, scale=scheme.scale)


def test_grades_of_a_scale_differ() -> None:
    scale = AssessmentScale(code="same", name="相同", satisfied="好", basic="好", unsatisfied="差")
    with pytest.raises(ValidationError) as error:
        scale.full_clean()
    assert "各等次的用语不能相同" in error.value.messages[0]
    with pytest.raises(IntegrityError, match="assessment_scale_grades_differ"), transaction.atomic():
        scale.save()


def test_a_score_is_not_negative() -> None:
    review = cases.proposed(scheme=cases.scheme())
    row = score(review, 1, "85")
    with pytest.raises(IntegrityError, match="review_score_not_negative"), transaction.atomic():
        ReviewScore.objects.filter(pk=row.pk).update(points=-1)
