"""Numbers, dates and amounts as official Chinese paper writes them.

Data and dates are Arabic, ordinals of terms and meetings are Chinese (GB/T 15835, handbook §4.3).
"""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import cn2an

WEEKDAYS: Final = "一二三四五六日"
HUNDRED_MILLION: Final = Decimal(100_000_000)
TEN_THOUSAND: Final = Decimal(10_000)


def chinese(number: int) -> str:
    """Write a whole number in Chinese numerals: 14 -> 十四, 110 -> 一百一十."""
    return str(cn2an.an2cn(str(number), "low"))


def ordinal(number: int, unit: str = "") -> str:
    """Write an ordinal: (9, "届") -> 第九届. Raises ValueError below 1."""
    if number < 1:
        raise ValueError("序数必须从1开始。")
    return f"第{chinese(number)}{unit}"


def term_and_number(term: int, number: int) -> str:
    """Write the running number of a meeting in its term: (9, 14) -> 第九届第十四次."""
    return ordinal(term, "届") + ordinal(number, "次")


def bracketed_year(year: int) -> str:
    """Write the year of a document number: 〔2019〕, with U+3014 and U+3015."""
    if not 1000 <= year <= 9999:
        raise ValueError("年份必须是四位数。")
    return f"〔{year}〕"


def document_number(code: str, year: int, serial: int) -> str:
    """Write a document number: ("柯人大常", 2019, 5) -> 柯人大常〔2019〕5号.

    No leading zeros and no 第: GB/T 9704-2012 clause 7.2.5. Raises ValueError for an empty code or a serial below 1.
    """
    if not code.strip():
        raise ValueError("发文机关代字不能为空。")
    if serial < 1:
        raise ValueError("发文顺序号必须从1开始。")
    return f"{code.strip()}{bracketed_year(year)}{serial}号"


def date_text(day: date) -> str:
    """Write a date without leading zeros: 2019年8月28日 (GB/T 9704-2012 clause 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def period_text(first: date, last: date) -> str:
    """Write a period, leaving out the year and month that repeat: 2019年8月28日至29日."""
    if last < first:
        raise ValueError("结束日期不能早于开始日期。")
    if first == last:
        return date_text(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{date_text(first)}至{last.day}日"
    if first.year == last.year:
        return f"{date_text(first)}至{last.month}月{last.day}日"
    return f"{date_text(first)}至{date_text(last)}"


def weekday_text(day: date) -> str:
    """Write the day of the week: 星期三."""
    return f"星期{WEEKDAYS[day.weekday()]}"


def clock_text(moment: datetime | time) -> str:
    """Write a time of the day: 上午9时30分."""
    half, hour = ("上午", moment.hour) if moment.hour < 12 else ("下午", moment.hour - 12 or 12)
    minutes = f"{moment.minute}分" if moment.minute else ""
    return f"{half}{hour}时{minutes}"


def moment_text(moment: date | datetime) -> str:
    """Write the time of a meeting: 2019年8月28日（星期三）上午9时30分. Local; a day has no hour."""
    clock = clock_text(moment) if isinstance(moment, datetime) else ""
    return f"{date_text(moment)}（{weekday_text(moment)}）{clock}"


def amount_text(yuan: Decimal, *, places: int = 2) -> str:
    """Write an amount in the largest usual unit: 2206000000 -> 22.06亿元, 35000 -> 3.5万元, 800 -> 800元.

    `places` is the most decimals kept; the rounding is half up, and trailing zeros go.
    """
    for divisor, unit in ((HUNDRED_MILLION, "亿元"), (TEN_THOUSAND, "万元")):
        # Compared after rounding, so that 99999999 is 1亿元 and never 10000万元.
        rounded = _round(yuan / divisor, places)
        if abs(rounded) >= 1:
            return f"{_trimmed(rounded)}{unit}"
    return f"{_trimmed(_round(yuan, places))}元"


def capital_amount(yuan: Decimal) -> str:
    """Write an amount in the capital numerals of receipts: 123456.78 -> 壹拾贰万叁仟肆佰伍拾陆元柒角捌分."""
    return str(cn2an.an2cn(str(_round(yuan, 2)), "rmb"))


def percent_text(share: Decimal, *, places: int = 2) -> str:
    """Write a share of one as a percentage, keeping all its decimals: 0.991 -> 99.10%."""
    return f"{_round(share * 100, places)}%"


def _round(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _trimmed(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
