"""Names, numbers, words and codes of citizens: what is taken, in which form, and what is refused."""

import pytest

from congress.services import citizens


def test_a_code_is_found_however_it_is_typed() -> None:
    code = citizens.new_code()
    assert len(code) == 12
    assert citizens.digest(f" {code[:4].lower()}-{code[4:]} ") == citizens.digest(code)
    assert citizens.digest(code) != code
    assert citizens.new_code() != code


def test_words_lose_what_does_not_show_and_keep_their_lines() -> None:
    words = "路灯\u202e不亮\x00\r\n\r\n  第二处 \u200b也不亮"
    assert citizens.visible(words, keeps_lines=True) == "路灯不亮\n第二处 也不亮"
    assert citizens.visible(words) == "路灯不亮 第二处 也不亮"
    assert citizens.has_unseen(words)
    assert not citizens.has_unseen("第一行\n第二行")


@pytest.mark.parametrize(
    "words", ["证件330802199001011234", "证件３３０８０２１９９００１０１１２３４", "33080219900101123X在此"]
)
def test_identity_numbers_are_found_in_any_width(words: str) -> None:
    assert citizens.has_identity_number(words)


def test_mobile_numbers_are_found_and_longer_numbers_are_none() -> None:
    assert citizens.has_mobile_number("请打13812345678")
    assert not citizens.has_mobile_number("单号138123456789012")
