"""Audit ledgers with findings, inquiries with questions, interpellations with signers."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile

from congress.models import Attachment, Organ, User
from congress.services import attachments
from deputies.models import Person
from meetings.models import AgendaItem, Meeting, Sitting
from supervision.models import (
    AuditFinding,
    AuditLedger,
    Commitment,
    Inquiry,
    Interpellation,
    InterpellationSigner,
    Question,
    SpecialReport,
)
from supervision.services import audit, commitments, inquiries
from tests import factories

TODAY = factories.TODAY
Status = AuditFinding.Status
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"

_serial = count(1)


def ledger(year: int = TODAY.year) -> AuditLedger:
    """The ledger of a year."""
    return AuditLedger.objects.get_or_create(year=year, defaults={"opened_on": date(year, 1, 1)})[0]


def finding(
    *, of: AuditLedger | None = None, unit: Organ | None = None, amount: str = "10000.00", **fields: object
) -> AuditFinding:
    """A finding on the list of this year, told to its unit ten days ago."""
    where = of or ledger()
    values: dict[str, object] = {
        "title": f"示例问题{next(_serial)}",
        "requirement": "限期整改",
        "listed_on": TODAY - timedelta(days=10),
        "received_on": TODAY - timedelta(days=10),
        **fields,
    }
    row = AuditFinding(
        ledger=where,
        order=audit.next_order(where),
        unit=unit or factories.organ(),
        amount=Decimal(amount),
        **values,
    )
    audit.add(row, actor=factories.user("finance_wc"), today=TODAY)
    return row


def attachment(name: str = "证明材料.pdf", *, actor: User | None = None) -> Attachment:
    """A stored file."""
    upload = SimpleUploadedFile(name, PDF, content_type="application/pdf")
    return attachments.store(upload, actor=actor or factories.user("unit_clerk"))


def reported(row: AuditFinding | None = None, *, amount: str = "0.00", with_evidence: bool = True) -> AuditFinding:
    """A finding whose unit has planned and reported."""
    found = row or finding()
    actor = factories.user("unit_head", organ=found.unit)
    audit.plan(found, measures="示例措施", responsible="负责人001", planned_on=None, actor=actor)
    files = [attachment(actor=actor)] if with_evidence else []
    given = audit.Report("示例整改结果", Decimal(amount), files=files)
    audit.report(found, given, on=TODAY, actor=actor, today=TODAY)
    found.refresh_from_db()
    return found


def auditor() -> User:
    """Somebody of the audit office."""
    return factories.user("audit_office", organ=factories.organ())


def verified(row: AuditFinding | None = None, *, verdict: str = Status.RECTIFIED, amount: str = "0.00") -> AuditFinding:
    """A finding that the audit office has verified."""
    found = reported(row, amount=amount)
    audit.verify(found, verdict=verdict, note="示例说明", on=TODAY, actor=auditor(), today=TODAY)
    found.refresh_from_db()
    return found


def heard_report(kind: str, *, on: date, by: Organ | None = None) -> SpecialReport:
    """A report of a kind, heard at a meeting of that day."""
    meeting = factories.meeting(starts_on=on, status=Meeting.Status.CLOSED)
    item = factories.item(meeting, status=AgendaItem.Status.NOTED)
    return SpecialReport.objects.create(
        item=item,
        kind=kind,
        organ=by or factories.organ(Organ.Kind.GOVERNMENT),
        working_committee=factories.organ(Organ.Kind.WORKING_COMMITTEE),
        status=SpecialReport.Status.DELIBERATED,
    )


def sitting(*, on: date = TODAY, status: str = Meeting.Status.OPEN, kind: str = Sitting.Kind.JOINT_GROUP) -> Sitting:
    """A joint-group sitting of a meeting of the standing committee."""
    meeting = factories.meeting(starts_on=on, status=status)
    return Sitting.objects.create(meeting=meeting, kind=kind, starts_on=on)


def inquiry(*, organs: int = 1, questions: int = 1, on: date = TODAY, **fields: object) -> Inquiry:
    """An inquiry with respondents and a question list, whose scheme the chairpersons have adopted."""
    values: dict[str, object] = {
        "title": f"关于示例工作{next(_serial)}的专题询问",
        "working_committee": factories.organ(Organ.Kind.WORKING_COMMITTEE),
        "sitting": sitting(on=on),
        "scheme": "示例方案",
        **fields,
    }
    row = Inquiry(**values)
    office = factories.user("office")
    inquiries.propose(row, actor=office)
    for _ in range(organs):
        row.respondents.create(organ=factories.organ())
    respondents = list(row.respondents.all())
    for order in range(1, questions + 1):
        respondent = respondents[order % len(respondents)]
        Question.objects.create(
            inquiry=row, order=order, organ=respondent.organ, asker=factories.person(), text=f"秘密问题{order}的内容"
        )
    chairs = factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=on, status=Meeting.Status.CLOSED)
    inquiries.adopt_scheme(row, meeting=chairs, actor=office)
    return row


def invited(row: Inquiry | None = None, *, send_outline: bool = False, **fields: object) -> Inquiry:
    """An inquiry to which the organs were called."""
    found = row or inquiry(**fields)
    office = factories.user("office")
    inquiries.draw_up(found, actor=office)
    inquiries.invite(found, on=TODAY, send_outline=send_outline, actor=office, today=TODAY)
    return found


def held(row: Inquiry | None = None, **fields: object) -> Inquiry:
    """An inquiry that took place."""
    found = invited(row, **fields)
    inquiries.hold(found, actor=factories.user("office"), today=TODAY)
    found.questions.update(answer="示例答复", responder="负责人001")
    return found


def commitment(of: Inquiry | None = None, *, due_on: date | None = TODAY + timedelta(days=60)) -> Commitment:
    """A promise of the first respondent, owed by a day."""
    where = of or held()
    first = where.respondents.order_by("pk")[0]
    row = Commitment.objects.create(
        inquiry=where, order=where.commitments.count() + 1, organ=first.organ, text="示例承诺", due_on=due_on
    )
    commitments.start_clock(row, today=TODAY)
    return row


def member(role: str = "sc_member") -> User:
    """A member of the standing committee with an account of the own."""
    account = factories.user(role)
    person: Person = factories.person()
    person.account = account
    person.save()
    factories.seat(holder=person)
    return account


def interpellation(*, signers: int = 3, **fields: object) -> Interpellation:
    """An interpellation that members have signed and nobody has put forward."""
    values: dict[str, object] = {"title": f"示例质询案{next(_serial)}", "organ": factories.organ(), **fields}
    row = Interpellation.objects.create(text="示例质询内容", **values)
    for _ in range(signers):
        person = factories.person()
        factories.seat(holder=person)
        InterpellationSigner.objects.create(interpellation=row, person=person, signed_on=TODAY)
    return row
