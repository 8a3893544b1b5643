"""Deputies, categories, findings and files of a platform for tests of patrols."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from congress.models import Organ, User
from deputies.models import ImportBatch, Mandate, PatrolCategory, PatrolFinding, PatrolRound
from deputies.services import patrol_imports, patrol_reports, patrols
from deputies.services.patrol_reports import Picture
from tests import factories, photos

HEAD = ("编号", "类别", "情况", "地点", "经度", "纬度", "发现日期", "上报人", "是否交办", "承办单位", "办理结果")


def deputy(*roles: str, starts_on: date = date(2022, 2, 1), ends_on: date | None = None) -> User:
    """An account of a deputy of the district in office."""
    account = factories.user("deputy", *roles)
    person = factories.person(account=account)
    Mandate.objects.create(
        person=person,
        term=factories.term(),
        level=Mandate.Level.DISTRICT,
        starts_on=starts_on,
        ends_on=ends_on,
        end_reason="moved" if ends_on else "",
    )
    return account


def category(name: str = "市容环境", **fields: object) -> PatrolCategory:
    """A category; the same one for the same name."""
    return PatrolCategory.objects.get_or_create(name=name, defaults=fields)[0]


def unsaved(**fields: object) -> PatrolFinding:
    """A finding as a form makes it."""
    values: dict[str, object] = {
        "category": category(),
        "text": "垃圾堆放在人行道上。",
        "place": "示例路1号",
        "found_on": factories.TODAY,
        **fields,
    }
    return PatrolFinding(**values)


def picture(name: str = "现场.jpg") -> Picture:
    """A picture of a phone with its number."""
    return Picture(photos.upload(name=name), uuid4())


def finding(actor: User | None = None, *, pictures: Sequence[Picture] = (), **fields: object) -> PatrolFinding:
    """A reported finding."""
    return patrol_reports.report(unsaved(**fields), pictures, actor=actor or deputy(), today=factories.TODAY)[0]


def unit() -> User:
    """A clerk of a unit."""
    return factories.user("unit_clerk", organ=factories.organ())


def assigned(clerk: User, *, actor: User | None = None, on: date = factories.TODAY, **fields: object) -> PatrolFinding:
    """A finding that the clerk's unit has."""
    row = finding(actor, **fields)
    assert clerk.organ is not None
    patrols.assign(row, organ=clerk.organ, on=on, actor=factories.user("deputies_wc"), today=on)
    row.refresh_from_db()
    return row


def row(number: int, **changes: object) -> dict[str, object]:
    """A row of a platform's file."""
    return {
        "编号": f"P{number:05}",
        "类别": "市容环境",
        "情况": "乱停车。",
        "地点": "示例路",
        "发现日期": "2026-03-02",
        "是否交办": "否",
        **changes,
    }


def table(rows: Sequence[Mapping[str, object]], *, name: str = "平台记录.csv") -> SimpleUploadedFile:
    """Rows as a CSV file."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEAD, extrasaction="raise")
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile(name, out.getvalue().encode("utf-8-sig"), "text/csv")


def batch(upload: SimpleUploadedFile, *, actor: User) -> ImportBatch:
    """A file of a platform that waits for a worker."""
    new = ImportBatch(
        platform="示例平台",
        subject="创文巡查",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 6, 30),
        source="示例导出",
    )
    return patrol_imports.receive(new, upload, actor=actor, today=factories.TODAY)


def office_of(name: str = "示例承办局") -> Organ:
    """An organ that a file names."""
    return factories.organ(name=name, short_name="")


def answered(clerk: User, finding: PatrolFinding, outcome: str = "not_ours") -> PatrolFinding:
    """A finding that the clerk's unit answered; with a picture where it is fixed."""
    pictures = [picture("办理后.jpg")] if outcome == "fixed" else []
    patrols.answer(finding, outcome=outcome, text="示例答复。", pictures=pictures, actor=clerk, today=factories.TODAY)
    finding.refresh_from_db()
    return finding


def one_of_each() -> None:
    """A row in every register of patrols: a finding with its pictures that was handed over and one that is like it."""
    number = PatrolRound.objects.count()
    outing = PatrolRound.objects.create(theme="治水", title=f"示例巡查{number}", starts_on=factories.TODAY)
    reporter = deputy()
    outing.members.add(Mandate.objects.get(person__account=reporter))
    finding(reporter, place=f"示例路{number}号")
    assigned(unit(), actor=reporter, round=outing, place=f"示例路{number}号", pictures=[picture()])
    ImportBatch.objects.create(
        subject=f"示例巡查{number}",
        starts_on=factories.TODAY,
        ends_on=factories.TODAY,
        records=3,
        handed_over=1,
        source="示例",
        entered_by=reporter,
        entered_on=factories.TODAY,
    )
