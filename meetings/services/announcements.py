"""Announcements: numbered through the term, public at once; and the text of those that make acts known.

Source: handbook §1.2 公告, §4.2, §5.3; ZJ-SUP08 art 48.
"""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from congress.models import User
from congress.official.numerals import date_text
from congress.publishing import Content
from congress.services import activity, notifications, numbering, publication
from congress.services.copies import composed, marked
from deputies.models import Term
from meetings.models import Act, Announcement
from meetings.services import letterhead

SERIES = "announcement"
PUBLICATION_BASIS = "《浙江省各级人民代表大会常务委员会监督条例》第四十八条"


@transaction.atomic
def issue(announcement: Announcement, *, actor: User, is_historic: bool = False) -> Announcement:
    """Number an announcement in its term and open its publication, due at once (`ANNOUNCEMENT_TARGET_DAYS`).

    `announcement` may be new or stored. History is numbered without a duty: its copies are put out by the import.
    Raises ValidationError if it has a number, its words are missing, or its day lies outside every term.
    """
    _check(announcement)
    announcement.number = numbering.issue(
        SERIES,
        on=announcement.issued_on,
        subject=announcement.title,
        actor=actor,
        period=_term(announcement).number,
    )
    announcement.full_clean()
    announcement.save()
    if not is_historic:
        publication.require(announcement, _duty(announcement), since=announcement.issued_on, actor=actor)
        notifications.tell_roles("office", subject=f"公告待发布：{announcement}", path=admin_path(announcement))
    activity.record(actor, "发布公告", announcement)
    return announcement


def _check(announcement: Announcement) -> None:
    if announcement.pk is not None:
        stored = Announcement.objects.select_for_update(of=("self",)).select_related("number__series")
        announcement.number = stored.get(pk=announcement.pk).number
    if announcement.number is not None:
        raise ValidationError(f"该公告已经编号（{announcement.number}）。")
    errors = {
        name: message
        for name, message in (("title", "请填写公告标题。"), ("text", "请填写公告正文。"))
        if not str(getattr(announcement, name)).strip()
    }
    if errors:
        raise ValidationError(errors)
    if announcement.meeting is not None and announcement.issued_on < announcement.meeting.starts_on:
        day = date_text(announcement.meeting.starts_on)
        raise ValidationError({"issued_on": f"公告日期不能早于会议日期（{day}）。"})


def _term(announcement: Announcement) -> Term:
    """The term that numbers it: that of its meeting, or of its day."""
    if announcement.meeting is not None:
        return announcement.meeting.term
    found = Term.objects.all().on(announcement.issued_on).first()
    if found is None:
        raise ValidationError({"issued_on": f"{date_text(announcement.issued_on)}不在任何一届任期内，不能编号。"})
    return found


def _duty(announcement: Announcement) -> publication.Duty:
    return publication.Duty(
        kind=str(announcement._meta.verbose_name),
        title=announcement.title,
        basis=PUBLICATION_BASIS,
        path=announcement.get_absolute_url(),
        days=settings.ANNOUNCEMENT_TARGET_DAYS,
    )


def admin_path(announcement: Announcement) -> str:
    """Where the office works on it."""
    return f"/admin/meetings/announcement/{announcement.pk}/change/"


def framed(*paragraphs: str) -> str:
    """The text of an announcement: its paragraphs, closed by 特此公告; the papers and the page sign and date it."""
    return "\n".join([*(line.strip() for line in paragraphs if line.strip()), "特此公告。"])


def of_act(act: Act, *, on: date) -> Announcement:
    """The announcement of an adopted act, not stored yet: what was adopted, where, when, and from when it applies."""
    name = letterhead.formal_name(act.meeting)
    sentences = [f"《{act.title}》已由{name}于{date_text(act.adopted_on)}通过，现予公布"]
    if act.effective_on is not None:
        sentences.append(f"自{date_text(act.effective_on)}起施行")
    return Announcement(
        kind=Announcement.Kind.ACT,
        title=f"关于公布《{act.title}》的公告"[:200],
        meeting=act.meeting,
        issued_on=on,
        text=framed("，".join(sentences) + "。"),
    )


def telling_of(act: Act) -> QuerySet[Announcement]:
    """The announcements that make an act known: those of its meeting that name it."""
    rows = Announcement.objects.filter(kind=Announcement.Kind.ACT, meeting=act.meeting_id, number__isnull=False)
    return rows.filter(text__contains=f"《{act.title}》")


def compose(announcement: Announcement) -> Content:
    """What the announcement would show to readers."""
    facts = [
        ("类别", announcement.get_kind_display()),
        ("文号", str(announcement.number) if announcement.number else ""),
        ("公告日期", marked(announcement, "issued_on", date_text(announcement.issued_on))),
        ("会议", marked(announcement, "meeting", str(announcement.meeting)) if announcement.meeting else ""),
    ]
    lines = [line for line in announcement.text.splitlines() if line.strip()]
    signed = [letterhead.committee_name(announcement.issued_on), date_text(announcement.issued_on)]
    return composed(announcement, facts, [("正文", [*lines, *signed])])
