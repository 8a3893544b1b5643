"""The words of the oath to the Constitution as they stood on a day (NPC-OATH18; before 2018-03-12 those of 2015)."""

from datetime import date
from typing import Final

_OPENING: Final = (
    "我宣誓：忠于中华人民共和国宪法，维护宪法权威，履行法定职责，忠于祖国、忠于人民，恪尽职守、廉洁奉公，接受人民监督，"
)
#: from which day which words hold, the latest first; the system of the oath began on 2016-01-01
VERSIONS: Final = (
    (
        date(2018, 3, 12),
        f"{_OPENING}为建设富强民主文明和谐美丽的社会主义现代化强国努力奋斗！",
        "2018年2月24日修订，自2018年3月12日起施行",
    ),
    (
        date(2016, 1, 1),
        f"{_OPENING}为建设富强、民主、文明、和谐的社会主义国家努力奋斗！",
        "2015年7月1日通过，自2016年1月1日起施行",
    ),
)


def on(day: date) -> str:
    """The words of the day. Raises LookupError before there was an oath."""
    return _version(day)[1]


def note_on(day: date) -> str:
    """Which version holds on the day, for the foot of the paper."""
    return f"《全国人民代表大会常务委员会关于实行宪法宣誓制度的决定》{_version(day)[2]}"


def _version(day: date) -> tuple[date, str, str]:
    for version in VERSIONS:
        if day >= version[0]:
            return version
    raise LookupError("2016年1月1日以前没有宪法宣誓制度。")
