"""Who issues a paper, and how bodies and meetings are named on it on a day."""

from datetime import date
from typing import Final

from django.conf import settings

from congress.models import Organ
from congress.official import ordinal
from meetings.models import Meeting

_FULL: Final = "人民代表大会"
_SHORT: Final = "人大"


def committee_name(day: date) -> str:
    """The standing committee's name on the day; the site's name while no such organ is registered."""
    organ = Organ.objects.filter(kind=Organ.Kind.STANDING_COMMITTEE).prefetch_related("names").first()
    return organ.name_on(day) if organ else str(settings.SITE_NAME)


def district(day: date) -> str:
    """The district before the committee's name: 衢州市柯城区."""
    name = committee_name(day)
    return name.split(_FULL if _FULL in name else _SHORT)[0]


def short_committee_name(day: date) -> str:
    """衢州市柯城区人大常委会: the usual short form, which fits a red mark and a signature."""
    return f"{district(day)}人大常委会"


def office_name(day: date) -> str:
    """The committee's office."""
    return f"{short_committee_name(day)}办公室"


def full_name(meeting: Meeting) -> str:
    """A meeting with its district: 衢州市柯城区第九届人大常委会第十四次会议."""
    name = meeting.name
    return f"{district(meeting.starts_on)}{name}" if meeting.kind in Meeting.NUMBERED and meeting.number else name


def formal_name(meeting: Meeting) -> str:
    """The form under the title of an act: 衢州市柯城区第九届人民代表大会常务委员会第十四次会议."""
    if meeting.kind != Meeting.Kind.STANDING_COMMITTEE or meeting.number is None or meeting.title:
        return full_name(meeting)
    term = ordinal(meeting.term.number, "届")
    return f"{district(meeting.starts_on)}{term}人民代表大会常务委员会{ordinal(meeting.number, '次')}会议"
