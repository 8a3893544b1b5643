"""Names sort by strokes as the law wants them, and are found by their pinyin."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congress import names


def by_strokes(people: Sequence[str], order: names.StrokeOrder = "name") -> list[str]:
    return sorted(people, key=lambda name: names.stroke_key(name, order))


def test_chen_has_seven_strokes() -> None:
    assert names.stroke_count("陈") == 7
    assert names.stroke_count("A") is None


def test_equal_counts_follow_the_stroke_types() -> None:
    """李 starts with 横, 张 with 折 then 横, 陈 with 折 then 竖."""
    assert by_strokes(["陈", "张", "李"]) == ["李", "张", "陈"]


def test_chen_precedes_ou() -> None:
    assert by_strokes(["欧", "陈"]) == ["陈", "欧"]


@pytest.mark.parametrize(
    ("character", "key"),
    [("丁", "0212"), ("于", "03112"), ("乃", "0253"), ("任", "06323121"), ("刘", "06413422"), ("孙", "06521234")],
)
def test_the_sequences_are_the_mainland_ones(character: str, key: str) -> None:
    """竖钩 counts as 竖 on the mainland; the Taiwan table counts it as 折."""
    assert names.stroke_table()[character] == key


def test_every_common_character_has_a_sequence() -> None:
    """GB 2312 has 6763 characters; 纛 alone has no sequence as long as its stroke count."""
    common = [bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]
    table = names.stroke_table()
    unknown = [character for character in common if character and table[character][2] == names.UNKNOWN_SEQUENCE]
    assert unknown == ["纛"]


def test_full_names_are_compared_character_by_character() -> None:
    """姓名笔画: 大 (3) precedes 富 (12), whatever the length of the name."""
    assert by_strokes(["田富", "田大利"]) == ["田大利", "田富"]


def test_in_surname_order_a_single_given_name_comes_first() -> None:
    """姓氏笔画: an empty character precedes the single given name."""
    assert by_strokes(["田大利", "田富"], "surname") == ["田富", "田大利"]


def test_a_short_name_precedes_the_name_that_continues_it() -> None:
    assert by_strokes(["王一一", "王一"]) == ["王一", "王一一"]


def test_a_compound_surname_goes_by_its_first_character() -> None:
    assert by_strokes(["欧阳明", "田富", "陈一"]) == ["田富", "陈一", "欧阳明"]
    assert names.split_name("欧阳明") == ("欧阳", "明")
    assert by_strokes(["欧阳大利", "欧阳富"], "surname") == ["欧阳富", "欧阳大利"]


def test_two_characters_are_never_a_bare_compound_surname() -> None:
    assert names.split_name("司马") == ("司", "马")


def test_spaces_and_dots_on_the_page_do_not_change_the_order() -> None:
    assert names.stroke_key("田　富") == names.stroke_key("田富")
    assert names.stroke_key("买买提·阿不都") == names.stroke_key("买买提阿不都")


def test_what_is_no_ideograph_sorts_behind() -> None:
    assert by_strokes(["Li", "代表001", "龘"]) == ["代表001", "龘", "Li"]


def test_an_empty_name_sorts_first() -> None:
    assert names.stroke_key("") == ""
    assert names.pinyin_key("") == ("", "")


@given(st.lists(st.text(max_size=6)))
def test_any_text_has_a_key_of_digits_and_lower_case_letters(people: list[str]) -> None:
    for name in people:
        for key in (names.stroke_key(name), names.stroke_key(name, "surname")):
            assert re.fullmatch("[0-9a-f]*", key)


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("曾国藩", "zengguofan", "zgf"),
        ("单明", "shanming", "sm"),
        ("仇明", "qiuming", "qm"),
        ("解明", "xieming", "xm"),
        ("查明", "zhaming", "zm"),
        ("朴明", "piaoming", "pm"),
        ("区明", "ouming", "om"),
        ("盖明", "geming", "gm"),
        ("尉迟明", "yuchiming", "ycm"),
        ("万俟明", "moqiming", "mqm"),
        ("单于明", "chanyuming", "cym"),
        ("吕明", "lvming", "lm"),
        ("田　富", "tianfu", "tf"),
        ("代表001", "daibiao001", "db001"),
    ],
)
def test_surnames_have_their_own_reading(name: str, full: str, initials: str) -> None:
    assert names.pinyin_key(name) == (full, initials)


def test_every_reading_in_the_table_has_a_syllable_for_each_character() -> None:
    for surname, reading in names.surname_readings().items():
        assert len(reading.syllables) == len(surname)
        assert all(syllable.isascii() and syllable.islower() for syllable in reading.syllables)
        assert reading.is_compound == (len(surname) > 1)
