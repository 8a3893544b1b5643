"""The timetable of receptions on paper (公示), and the codes of posters."""

from datetime import date
from io import BytesIO

import qrcode
from django.conf import settings
from qrcode.image.svg import SvgPathImage

from congress.official import Block, OfficialLetter, Paragraph, Table, date_text
from deputies.models import ReceptionSlotQuerySet, Station
from deputies.services import station_pages


def timetable(slots: ReceptionSlotQuerySet, *, title: str, signer: str, today: date) -> OfficialLetter:
    """接待安排公示: when, where, who, on which theme."""
    rows = [
        (
            f"{date_text(slot.held_on)}\n{slot.starts_at:%H:%M}—{slot.ends_at:%H:%M}",
            slot.station.name,
            station_pages.host_words(slot),
            slot.theme,
        )
        for slot in station_pages.timetable(slots)
    ]
    body: list[Block] = [
        Paragraph("现将人大代表和党政领导进代表联络站接待选民群众的安排公示如下，欢迎到站反映意见建议。"),
        Table(("时间", "联络站", "接待人", "主题"), rows, widths=(3, 3, 5, 3), left=(1, 2, 3)),
    ]
    return OfficialLetter(title=title, body=body, signer=signer, date=today, sealed=False)


def address(station: Station, *, deputy: int | None = None) -> str:
    """What the code of a station, or of one of its deputies, leads to."""
    tail = f"#deputy-{deputy}" if deputy else ""
    return f"{settings.SITE_URL}{station.get_absolute_url()}{tail}"


def code(target: str) -> str:
    """The code of an address as a drawing that needs no style and no other file."""
    drawn = BytesIO()
    qrcode.make(target, image_factory=SvgPathImage, border=2).save(drawn)
    return drawn.getvalue().decode().partition("?>")[2]
