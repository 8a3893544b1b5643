"""The catalogue of legal periods: load the reviewed file, keep what the office corrected."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pghistory
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import QuerySet

from congress.models import LegalRule, RuleStage, User

CATALOGUE = Path(__file__).resolve().parents[1] / "data" / "legal_rules.toml"

#: key of the file -> field of the rule, for what all versions of a rule share or may replace
_RULE_KEYS = {
    "trigger": "trigger",
    "due_text": "due_text",
    "value": "value",
    "unit": "unit",
    "direction": "direction",
    "roll": "roll",
    "month_day": "month_day",
    "window_start": "window_start",
    "window_end": "window_end",
    "year_offset": "year_offset",
    "per_year": "per_year",
}
#: key of the file -> field of the rule, for what belongs to one version
_VERSION_KEYS = {
    "article": "article",
    "from": "valid_from",
    "to": "valid_to",
    "mark": "mark",
    "predecessor": "predecessor_note",
    "note": "note",
}
_DEFAULTS: dict[str, Any] = {
    "law_version": "",
    "article": "",
    "value": None,
    "roll": LegalRule.Roll.NONE,
    "month_day": "",
    "window_start": "",
    "window_end": "",
    "year_offset": 0,
    "per_year": None,
    "valid_to": None,
    "predecessor_note": "",
    "note": "",
}

#: what tells one stage of a rule from another
StageKey = tuple[str, int, Decimal | None, str]


@dataclass
class LoadReport:
    """What a load of the catalogue did, by rule and version."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The report in sentences for the clerk."""
        yield f"期限规则：新增{len(self.created)}条，更新{len(self.updated)}条，未变{len(self.unchanged)}条。"
        for name in self.kept:
            yield f"已在后台修改，保持不变：{name}。"
        for name in self.missing:
            yield f"目录中已没有，仍予保留：{name}。"


@dataclass(frozen=True)
class _Entry:
    """One version of a rule as the file gives it."""

    values: Mapping[str, Any]
    stages: Mapping[StageKey, bool]

    @property
    def name(self) -> str:
        return _name(self.values["code"], self.values["valid_from"])


class _Problems:
    """Collects what is wrong with the file, so that one run names everything."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._messages: list[str] = []

    def add(self, where: str, label: str, message: str) -> None:
        subject = f"{where}“{label}”" if label else where
        self._messages.append(f"{self._path.name}：{subject}：{message}")

    def add_error(self, where: str, error: ValidationError) -> None:
        for name, messages in error.message_dict.items():
            label = "" if name == NON_FIELD_ERRORS else _label(name)
            for message in messages:
                self.add(where, label, message)

    def raise_if_any(self) -> None:
        if self._messages:
            raise ValidationError(self._messages)


@transaction.atomic
def load(path: Path = CATALOGUE, *, actor: User | None) -> LoadReport:
    """Bring the catalogue in line with the file; repeating it changes nothing.

    A rule corrected in the admin stays as it is, and so does a rule that left the file: the report names both.
    Raises ValidationError naming file, rule and field for everything that is wrong; then nothing is changed.
    """
    problems = _Problems(path)
    entries = _read(path, problems)
    problems.raise_if_any()
    stored = {(rule.code, rule.valid_from): rule for rule in LegalRule.objects.with_stages()}
    edited = [rule for rule in stored.values() if rule.is_locally_edited]
    report = LoadReport(missing=_missing(entries, stored))
    with pghistory.context(user=actor.pk if actor else None, reason="载入期限规则目录"):
        for entry in entries:
            if any(_overlap(entry, rule) for rule in edited):
                report.kept.append(entry.name)
                continue
            _store(
                entry,
                stored.get((entry.values["code"], entry.values["valid_from"])),
                report,
                problems,
            )
    problems.raise_if_any()
    return report


@transaction.atomic
def follow_catalogue(rules: QuerySet[LegalRule], *, actor: User) -> int:
    """Let the next load replace rules that were corrected in the admin; how many."""
    with pghistory.context(user=actor.pk, reason="恢复按目录更新"):
        return rules.filter(is_locally_edited=True).update(is_locally_edited=False)


def _missing(entries: Iterable[_Entry], stored: Mapping[tuple[str, date], LegalRule]) -> list[str]:
    listed = {(entry.values["code"], entry.values["valid_from"]) for entry in entries}
    return [
        _name(code, valid_from)
        for (code, valid_from), rule in stored.items()
        if (code, valid_from) not in listed and not rule.is_locally_edited
    ]


def _overlap(entry: _Entry, rule: LegalRule) -> bool:
    """Whether a version of the file would govern days that an edited rule governs."""
    if entry.values["code"] != rule.code:
        return False
    first, last = entry.values["valid_from"], entry.values["valid_to"] or date.max
    return bool(first <= (rule.valid_to or date.max) and rule.valid_from <= last)


def _store(entry: _Entry, rule: LegalRule | None, report: LoadReport, problems: _Problems) -> None:
    is_new = rule is None
    rule = rule or LegalRule()
    is_changed = is_new or any(getattr(rule, name) != value for name, value in entry.values.items())
    if is_changed:
        for name, value in entry.values.items():
            setattr(rule, name, value)
        try:
            rule.full_clean()
        except ValidationError as error:
            problems.add_error(entry.name, error)
            return
        rule.save()
    are_stages_changed = _sync_stages(rule, entry.stages)
    if is_new:
        report.created.append(entry.name)
    else:
        (report.updated if is_changed or are_stages_changed else report.unchanged).append(entry.name)


def _sync_stages(rule: LegalRule, wanted: Mapping[StageKey, bool]) -> bool:
    """Make the rule's stages those of the file; a stage that left it is switched off, for reminders may rest on it."""
    stored = {(stage.kind, stage.days, stage.fraction, stage.audience): stage for stage in rule.stages.all()}
    fresh = [
        RuleStage(
            rule=rule,
            kind=kind,
            days=days,
            fraction=fraction,
            audience=audience,
            repeat_daily=repeat_daily,
        )
        for (kind, days, fraction, audience), repeat_daily in wanted.items()
        if (kind, days, fraction, audience) not in stored
    ]
    RuleStage.objects.bulk_create(fresh)
    stale = []
    for key, stage in stored.items():
        state = (key in wanted, wanted.get(key, stage.repeat_daily))
        if (stage.is_active, stage.repeat_daily) != state:
            stage.is_active, stage.repeat_daily = state
            stale.append(stage)
    RuleStage.objects.bulk_update(stale, ["is_active", "repeat_daily"])
    return bool(fresh or stale)


def _read(path: Path, problems: _Problems) -> list[_Entry]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValidationError(f"{path.name}：无法读取文件（{error.strerror}）。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValidationError(f"{path.name}：文件格式有误（{error}）。") from error
    _refuse_unknown(data, {"laws", "reminders", "rules"}, "文件", problems)
    plans = {
        name: _stages(plan, f"提醒方案 {name}", problems) for name, plan in _table(data, "reminders", problems).items()
    }
    laws = _table(data, "laws", problems)
    entries: list[_Entry] = []
    for number, rule in enumerate(_rows(data, "rules", "文件", problems), start=1):
        entries += _entries(rule, number, laws, plans, problems)
    return sorted(entries, key=lambda entry: (entry.values["code"], entry.values["valid_from"]))


def _entries(
    rule: dict[str, Any],
    number: int,
    laws: Mapping[str, Any],
    plans: Mapping[str, Mapping[StageKey, bool]],
    problems: _Problems,
) -> Iterator[_Entry]:
    where = str(rule.get("code") or f"第{number}条规则")
    _refuse_unknown(rule, {"code", "reminders", "versions", *_RULE_KEYS}, where, problems)
    if not rule.get("code"):
        problems.add(where, _label("code"), "不能为空。")
    plan = rule.get("reminders", "")
    if plan and plan not in plans:
        problems.add(where, "reminders", f"没有名为“{plan}”的提醒方案。")
    for version in _rows(rule, "versions", where, problems):
        _refuse_unknown(version, {"law", *_VERSION_KEYS, *_RULE_KEYS}, where, problems)
        law = laws.get(version.get("law", ""))
        if not isinstance(law, dict):
            problems.add(where, "law", f"“{version.get('law', '')}”不在 [laws] 中。")
            continue
        values = _values(rule, version, law)
        if _are_dates_readable(values, where, problems):
            yield _Entry(values, plans.get(plan, {}))


def _values(rule: Mapping[str, Any], version: Mapping[str, Any], law: Mapping[str, Any]) -> dict[str, Any]:
    shared = {name: rule[key] for key, name in _RULE_KEYS.items() if key in rule}
    own = {name: version[key] for key, name in (_RULE_KEYS | _VERSION_KEYS).items() if key in version}
    missing = dict.fromkeys((*_RULE_KEYS.values(), *_VERSION_KEYS.values()), "")
    return (
        missing
        | _DEFAULTS
        | shared
        | own
        | {
            "code": rule.get("code", ""),
            "law_code": version["law"],
            "law_title": law.get("title", ""),
            "law_version": law.get("version", ""),
        }
    )


def _are_dates_readable(values: Mapping[str, Any], where: str, problems: _Problems) -> bool:
    """Whether the validity is given by TOML dates; text or a moment would compare wrongly."""
    is_readable = True
    for name in ("valid_from", "valid_to"):
        value = values[name]
        if type(value) is date or (name == "valid_to" and value is None):
            continue
        problems.add(
            where,
            _label(name),
            f"“{value}”不是日期，请写成 2019-01-01 的形式，不加引号。",
        )
        is_readable = False
    return is_readable


def _stages(plan: Any, where: str, problems: _Problems) -> dict[StageKey, bool]:
    """The stages of a reminder plan, each with whether it repeats daily."""
    if not isinstance(plan, dict):
        problems.add(where, "", "应为一张表。")
        return {}
    _refuse_unknown(plan, set(RuleStage.Kind), where, problems)
    stages: dict[StageKey, bool] = {}
    for kind in RuleStage.Kind:
        for row in _rows(plan, kind.value, where, problems) if kind in plan else ():
            _refuse_unknown(
                row,
                {"days", "fraction", "to", "daily"},
                f"{where} {kind.label}",
                problems,
            )
            stages |= {key: bool(row.get("daily", False)) for key in _stage_keys(kind, row, where, problems)}
    return stages


def _stage_keys(kind: RuleStage.Kind, row: Mapping[str, Any], where: str, problems: _Problems) -> Iterator[StageKey]:
    days, fraction, audiences = (
        row.get("days", []),
        row.get("fraction"),
        row.get("to", []),
    )
    if not isinstance(days, list) or any(type(each) is not int or each < 0 for each in days):
        problems.add(f"{where} {kind.label}", "days", f"“{days}”应为天数的列表。")
        return
    if not isinstance(audiences, list) or not audiences or not set(audiences) <= set(RuleStage.Audience.values):
        problems.add(f"{where} {kind.label}", "to", f"“{audiences}”含有未知的提醒对象。")
        return
    if fraction is not None and (kind != RuleStage.Kind.LEAD or not 0 < fraction < 1):
        problems.add(
            f"{where} {kind.label}",
            "fraction",
            "时间比例只用于到期前提醒，须在 0 与 1 之间。",
        )
        return
    for audience in audiences:
        if fraction is not None:
            yield (
                kind.value,
                0,
                Decimal(str(fraction)).quantize(Decimal("0.01")),
                audience,
            )
        for each in days:
            yield kind.value, each, None, audience


def _table(data: Mapping[str, Any], key: str, problems: _Problems) -> dict[str, Any]:
    table = data.get(key, {})
    if isinstance(table, dict):
        return table
    problems.add("文件", key, "应为一张表。")
    return {}


def _rows(data: Mapping[str, Any], key: str, where: str, problems: _Problems) -> list[dict[str, Any]]:
    rows = data.get(key)
    if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
        return rows
    problems.add(where, key, "应为至少一行的列表。")
    return []


def _refuse_unknown(row: Mapping[str, Any], known: set[str], where: str, problems: _Problems) -> None:
    for key in row:
        if key not in known:
            problems.add(where, key, "不认识的项目，请检查拼写。")


def _label(name: str) -> str:
    return str(LegalRule._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _name(code: str, valid_from: date) -> str:
    return f"{code}（{valid_from.isoformat()}起）"
