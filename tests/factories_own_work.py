"""Records of the committee's own and central work, with defaults."""

from datetime import date
from typing import Any

from congress.models import User
from supervision.models import (
    CountedTotal,
    Entered,
    Indicator,
    Investment,
    Outcome,
    OwnRule,
    TaskForce,
)
from tests import factories

DAY = date(2026, 9, 1)


def entered(clerk: User | None = None) -> dict[str, Any]:
    """What stands on every number that is typed in."""
    return {"as_of": DAY, "source": "示例来源", "entered_by": clerk or factories.user("office"), "entered_on": DAY}


def task_force(**fields: Any) -> TaskForce:
    """A task force that took something on."""
    values = {"kind": "expropriation", "name": "示例片区房屋征收", "part": "takes_on", "starts_on": date(2026, 3, 2)}
    return TaskForce.objects.create(**values | fields)


def indicator(**fields: Any) -> Indicator:
    """74 of 74, not stored."""
    values = {"name": "入户调查率", "done": 74, "total": 74, "unit": "户", **entered()}
    if "task_force" not in fields:
        values["task_force"] = task_force()
    return Indicator(**values | fields)


def total(**fields: Any) -> CountedTotal:
    """6200 and more attendances of trainings, not stored."""
    values = {"kind": "training", "subject": "示例培训", "number": 6200, "unit": "人次", "is_minimum": True}
    return CountedTotal(**{"starts_on": date(2026, 1, 1), **values, **entered()} | fields)


def investment(**fields: Any) -> Investment:
    """A project that was signed, not stored."""
    values = {"project": "示例项目", "investor": "示例公司", "amount": "130000000.00", "stage": "signed"}
    return Investment(**{"stage_on": DAY, "attracted_on": DAY, **values} | fields)


def outcome(**fields: Any) -> Outcome:
    """A policy that is the first in the country, not stored."""
    values = {"kind": "policy", "title": "示例政策", "reached_on": DAY, "is_first": True, "first_in": "country"}
    return Outcome(**values | fields)


def rule(**fields: Any) -> OwnRule:
    """A rule of the committee, not stored."""
    return OwnRule(**{"kind": "own", "title": "示例办法", "issuer": "区人大常委会", "issued_on": DAY} | fields)


def stored(record: Any) -> Any:
    """The record, checked and stored."""
    record.full_clean()
    record.save()
    return record


def signed_by(number: Entered) -> User:
    """Who stands for a number."""
    number.refresh_from_db()
    return number.entered_by
