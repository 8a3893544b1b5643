"""The catalogue of legal periods: every row, dated, loaded from one file that staff may overrule."""

import tomllib
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.admin import site
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client, RequestFactory
from django.urls import reverse

from congress.admin.workday import SpecialDayAdmin
from congress.models import LegalRule, Obligation, RuleStage, SpecialDay, User
from congress.services import deadlines, legal_rules

pytestmark = pytest.mark.django_db

IN_2019 = date(2019, 8, 28)
TODAY = date(2026, 1, 5)

#: every code of the handbook's catalogue (§3.2)
HANDBOOK = """
    SC-GAP SC-NOTICE SC-PAPERS REP-20 REP-10 REP-7 REP-5 MAJ-30 MAJ-20 MAJ-3M OPN-7 OPN-3M INS-1M RES-3M BUD-30
    ADJ-30 ADJ-OCT FAC-30 FAC-WIN MID-WIN AUD-SAME AUD-6M AUD-DEC AUD-60 FYP-MID ASSET DEBT ENV NORMREP SUGREP
    NORM-30 NORM-3M APP-10 SUG-7 SUG-ASSIGN SUG-RET SUG-CO SUG-3M SUG-6M SUG-RE BYE-12 BYE-7 STR-Q TWN-3M STR-Y
    GRP-3 CORE-2 BUD-20 STATION-3 LVL-Q
"""
CODES = set(HANDBOOK.split())

MINIMAL = """
[laws]
SL06 = { title = "《各级人大常委会监督法》", version = "2006年" }
[reminders.plain]
lead = [{ days = [7, 1], to = ["owner"] }]
escalation = [{ days = [1], to = ["wc_head"] }]
[[rules]]
code = "REP-20"
trigger = "常委会会议举行"
due_text = "送交报告"
value = 20
unit = "day"
direction = "backward"
roll = "prev_workday"
reminders = "plain"
versions = [{ law = "SL06", article = "第十二条", from = 2007-01-01, to = 2024-11-07, mark = "T" }]
"""


@pytest.fixture
def nothing_loaded(db: None) -> None:
    """A table without the rules of the reference data."""
    LegalRule.objects.all().delete()


@pytest.fixture
def catalogue(nothing_loaded: None, tmp_path: Path) -> Path:
    """A small catalogue that a test may spoil, not loaded yet."""
    path = tmp_path / "rules.toml"
    path.write_text(MINIMAL, encoding="utf-8")
    return path


def rewrite(path: Path, old: str, new: str) -> None:
    """Replace text of the catalogue."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def rule(**changes: object) -> LegalRule:
    """A valid rule that is not stored."""
    fields: dict[str, object] = {
        "code": "X-1",
        "law_code": "PRACTICE",
        "law_title": "工作惯例",
        "trigger": "收到文件",
        "due_text": "答复",
        "value": 3,
        "unit": "day",
        "valid_from": date(2019, 1, 1),
        "mark": "C",
    }
    return LegalRule(**fields | changes)


@pytest.mark.usefixtures("nothing_loaded")
def test_every_row_of_the_handbook_is_in_the_file_and_valid() -> None:
    report = legal_rules.load(actor=None)
    codes = set(LegalRule.objects.values_list("code", flat=True))
    assert codes >= CODES
    assert codes - CODES == {
        "SUG-FB",
        "SUG-B",
        "TERM-END",
        "PTR-15",
        "PERF-ANS",
        "PERF-OBJ",
        "STN-OPN",
        "STN-OPN-T",
        "STN-OPN-V",
        "STN-REC",
        "ACT-EXEC",
        "CM-TASK",
        "CM-NOTICE",
        "OATH",
        "PLAN-ADOPT",
        "LTR-7",
        "LTR-3M",
        "FU-RECHECK",
        "INS-SELF",
        "NORM-CHECK",
        "NORM-SUPPL",
        "NORM-OPN",
        "NORM-ANSWER",
        "NORM-FIX",
        "NORM-FIX-MAX",
        "NORM-REPLY",
        "INQ-PROMISE",
        "INTP-ANSWER",
        "RVW-20",
        "RVW-3M",
    }
    assert len(report.created) == LegalRule.objects.count()
    assert not LegalRule.objects.filter(stages__isnull=True).exists()


def test_every_code_has_exactly_one_rule_for_2019_and_for_today() -> None:
    in_2019 = LegalRule.objects.in_force(IN_2019).values_list("code", flat=True)
    today = LegalRule.objects.in_force(TODAY).values_list("code", flat=True)
    assert sorted(in_2019) == sorted(set(in_2019))
    assert CODES - set(in_2019) == {"AUD-6M"}
    assert set(today) >= CODES


def test_an_event_of_2019_follows_the_law_of_2019() -> None:
    expected = {
        "REP-20": "《各级人大常委会监督法》（2006年）第十二条",
        "REP-10": "《各级人大常委会监督法》（2006年）第十二条",
        "REP-7": "《各级人大常委会监督法》（2006年）第十二条",
        "OPN-7": "《浙江省各级人大常委会监督条例》（2008年）第四十三条",
        "OPN-3M": "《浙江省各级人大常委会监督条例》（2008年）第四十四条",
        "REP-5": "《浙江省各级人大常委会监督条例》（2008年）第十三条",
        "INS-1M": "《浙江省各级人大常委会监督条例》（2008年）第二十九条",
        "FYP-MID": "《浙江省各级人大常委会监督条例》（2008年）第二十二条",
        "FAC-WIN": "《各级人大常委会监督法》（2006年）第十五条",
        "MID-WIN": "《各级人大常委会监督法》（2006年）第十六条",
        "AUD-SAME": "《各级人大常委会监督法》（2006年）第十九条",
        "SC-GAP": "《地方组织法》（2015年）第四十五条",
        "SUG-3M": "《代表法》（2015年）第四十二条",
        "ENV": "《环境保护法》（2014年）第二十七条",
        "AUD-DEC": "《浙江省预算审查监督条例》（2016年）第三十八条",
        "SC-NOTICE": "工作惯例",
        "STR-Q": "工作惯例",
        "ASSET": "工作惯例",
    }
    found = {code: LegalRule.objects.for_event(code, IN_2019).citation for code in expected}
    assert found == expected


@pytest.mark.parametrize(
    ("code", "last_day", "before", "after"),
    [
        ("REP-20", date(2024, 11, 7), "SL06", "SL24"),
        ("AUD-SAME", date(2024, 11, 7), "SL06", "SL24"),
        ("OPN-3M", date(2025, 5, 31), "ZJ-SUP08", "ZJ-SUP25"),
        ("SC-GAP", date(2022, 3, 11), "OL15", "OL22"),
        ("SUG-6M", date(2025, 3, 11), "DL15", "DL25"),
        ("STR-Y", date(2019, 12, 31), "PRACTICE", "ZJ-STREET19"),
    ],
)
def test_the_law_changes_over_night(code: str, last_day: date, before: str, after: str) -> None:
    next_day = date.fromordinal(last_day.toordinal() + 1)
    assert LegalRule.objects.for_event(code, last_day).law_code == before
    assert LegalRule.objects.for_event(code, next_day).law_code == after


def test_rules_of_the_2008_regulation_end_in_may_2025_and_go_on_unverified() -> None:
    old = LegalRule.objects.filter(law_code="ZJ-SUP08")
    new = LegalRule.objects.filter(law_code="ZJ-SUP25")
    assert set(old.values_list("valid_to", flat=True)) == {date(2025, 5, 31)}
    assert set(new.values_list("valid_from", "mark")) == {(date(2025, 6, 1), "unverified")}
    assert sorted(old.values_list("code", "value", "unit")) == sorted(new.values_list("code", "value", "unit"))


def test_a_day_without_a_rule_is_said_in_chinese() -> None:
    with pytest.raises(LegalRule.DoesNotExist, match=r"没有在2019年8月28日有效的规则“AUD-6M”"):
        LegalRule.objects.for_event("AUD-6M", IN_2019)


def test_reminders_are_those_of_the_handbook() -> None:
    stages = LegalRule.objects.for_event("OPN-3M", IN_2019).stages
    leads = stages.filter(kind="lead", audience="owner").values_list("days", flat=True)
    escalation = stages.filter(kind="escalation").values_list("days", "audience")
    assert sorted(leads) == [1, 7, 15, 30]
    assert set(escalation) == {(1, "organ_leader"), (1, "wc_head"), (7, "vice_chair"), (15, "cm_list")}
    half = RuleStage.objects.get(rule__code="STN-OPN", fraction__isnull=False, audience="owner")
    assert (half.kind, half.days, half.fraction) == ("lead", 0, Decimal("0.50"))
    assert RuleStage.objects.filter(rule__code="SC-GAP", repeat_daily=True, audience="chair").count() == 2
    assert str(half) == "期限过50%：责任单位或责任人"


def test_loading_again_changes_nothing() -> None:
    before = (list(LegalRule.objects.values_list()), list(RuleStage.objects.values_list()))
    report = legal_rules.load(actor=None)
    assert (report.created, report.updated, report.kept, report.missing) == ([], [], [], [])
    assert (list(LegalRule.objects.values_list()), list(RuleStage.objects.values_list())) == before


def test_a_change_of_the_file_is_taken_over(catalogue: Path) -> None:
    legal_rules.load(catalogue, actor=None)
    rewrite(catalogue, "送交报告", "送交专项工作报告")
    rewrite(catalogue, "days = [7, 1]", "days = [10, 1]")
    assert legal_rules.load(catalogue, actor=None).updated == ["REP-20（2007-01-01起）"]
    stages = LegalRule.objects.get().stages
    assert LegalRule.objects.get().due_text == "送交专项工作报告"
    assert set(stages.filter(kind="lead").values_list("days", "is_active")) == {(10, True), (7, False), (1, True)}


def test_a_law_that_ends_makes_room_for_its_successor(catalogue: Path) -> None:
    rewrite(catalogue, "to = 2024-11-07, ", "")
    legal_rules.load(catalogue, actor=None)
    rewrite(
        catalogue,
        'from = 2007-01-01, mark = "T" }',
        'from = 2007-01-01, to = 2024-11-07, mark = "T" }, { law = "SL06", from = 2024-11-08, mark = "C" }',
    )
    report = legal_rules.load(catalogue, actor=None)
    assert (report.updated, report.created) == (["REP-20（2007-01-01起）"], ["REP-20（2024-11-08起）"])


def test_a_rule_that_left_the_file_is_reported_and_kept(catalogue: Path) -> None:
    legal_rules.load(catalogue, actor=None)
    rewrite(catalogue, '"REP-20"', '"REP-21"')
    report = legal_rules.load(catalogue, actor=None)
    assert report.missing == ["REP-20（2007-01-01起）"]
    assert "目录中已没有，仍予保留：REP-20（2007-01-01起）。" in report.lines()
    assert set(LegalRule.objects.values_list("code", flat=True)) == {"REP-20", "REP-21"}


def test_what_the_office_corrected_stays_until_it_is_given_back(catalogue: Path) -> None:
    legal_rules.load(catalogue, actor=None)
    LegalRule.objects.update(value=25, is_locally_edited=True)
    report = legal_rules.load(catalogue, actor=None)
    assert report.kept == ["REP-20（2007-01-01起）"]
    assert "已在后台修改，保持不变：REP-20（2007-01-01起）。" in report.lines()
    assert LegalRule.objects.get().value == 25
    clerk = User.objects.create(username="clerk", display_name="办公室")
    assert legal_rules.follow_catalogue(LegalRule.objects.all(), actor=clerk) == 1
    legal_rules.load(catalogue, actor=None)
    assert LegalRule.objects.get().value == 20


def test_a_version_that_would_overlap_a_corrected_rule_is_left_out(catalogue: Path) -> None:
    legal_rules.load(catalogue, actor=None)
    LegalRule.objects.update(valid_from=date(2008, 1, 1), is_locally_edited=True)
    report = legal_rules.load(catalogue, actor=None)
    assert (report.kept, report.created) == (["REP-20（2007-01-01起）"], [])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("value = 20", "value = 0", "REP-20（2007-01-01起）：数值必须大于零。"),
        ("value = 20", 'value = "二十"', "REP-20（2007-01-01起）“数值”："),
        ("value = 20\n", "", "按日、工作日、月、年计算的规则必须填写数值和方向。"),
        ('unit = "day"', 'unit = "days"', "REP-20（2007-01-01起）“单位”："),
        ('unit = "day"', 'unit = "fixed_date"', "固定日期的规则必须填写“固定日期”。"),
        ('unit = "day"', 'unit = "window"\nwindow_start = "09-30"\nwindow_end = "06-01"', "结束不能早于开始"),
        ('unit = "day"', 'unit = "fixed_date"\nmonth_day = "02-30"', "“02-30”不是有效的月日"),
        ("2024-11-07", "2006-11-07", "失效日期不能早于生效日期。"),
        ("from = 2007-01-01", 'from = "2007-01-01"', "REP-20“生效日期”：“2007-01-01”不是日期"),
        ("from = 2007-01-01, ", "", "REP-20“生效日期”：“”不是日期"),
        ('mark = "T"', 'mark = "X"', "REP-20（2007-01-01起）“核实程度”："),
        ('law = "SL06"', 'law = "SL99"', "REP-20“law”：“SL99”不在 [laws] 中。"),
        ('reminders = "plain"', 'reminders = "none"', "REP-20“reminders”：没有名为“none”的提醒方案。"),
        ('roll = "prev', 'rol = "prev', "REP-20“rol”：不认识的项目"),
        ('to = ["owner"]', 'to = ["nobody"]', "提醒方案 plain 到期前提醒“to”："),
        ("days = [7, 1]", "days = [-7]", "提醒方案 plain 到期前提醒“days”："),
        ("days = [7, 1]", "fraction = 1.5", "提醒方案 plain 到期前提醒“fraction”："),
        ('code = "REP-20"\n', "", "第1条规则"),
        ("[[rules]]", "[[rule]]", "文件“rules”：应为至少一行的列表。"),
        ("[laws]", "[laws", "文件格式有误"),
    ],
)
def test_a_wrong_row_names_file_rule_and_field_and_changes_nothing(
    catalogue: Path, old: str, new: str, message: str
) -> None:
    extra = MINIMAL[MINIMAL.index("[[rules]]") :].replace("REP-20", "AAA-1")
    good = catalogue.read_text(encoding="utf-8") + extra
    catalogue.write_text(good, encoding="utf-8")
    rewrite(catalogue, old, new)
    with pytest.raises(ValidationError) as caught:
        legal_rules.load(catalogue, actor=None)
    text = "\n".join(caught.value.messages)
    assert message in text
    assert text.startswith("rules.toml：")
    assert not LegalRule.objects.exists()


def test_two_versions_that_overlap_in_the_file_are_refused(catalogue: Path) -> None:
    rewrite(catalogue, 'mark = "T" }', 'mark = "T" }, { law = "SL06", from = 2019-01-01, mark = "C" }')
    with pytest.raises(ValidationError, match="有效期不能重叠"):
        legal_rules.load(catalogue, actor=None)
    assert not LegalRule.objects.exists()


def test_a_missing_file_is_said_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=r"none\.toml：无法读取文件"):
        legal_rules.load(tmp_path / "none.toml", actor=None)


def test_the_command_loads_and_reports(catalogue: Path) -> None:
    out = StringIO()
    call_command("load_legal_rules", str(catalogue), stdout=out)
    assert out.getvalue() == "期限规则：新增1条，更新0条，未变0条。\n"
    rewrite(catalogue, "value = 20", "value = 0")
    with pytest.raises(CommandError, match=r"rules\.toml：REP-20"):
        call_command("load_legal_rules", str(catalogue))


def test_the_file_names_no_law_that_it_does_not_use() -> None:
    data = tomllib.loads(legal_rules.CATALOGUE.read_text(encoding="utf-8"))
    used_laws = {version["law"] for each in data["rules"] for version in each["versions"]}
    used_plans = {each["reminders"] for each in data["rules"]}
    assert set(data["laws"]) == used_laws
    assert set(data["reminders"]) == used_plans


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"valid_to": date(2018, 12, 31)}, "失效日期不能早于生效日期。"),
        ({"value": None}, "按日、工作日、月、年计算的规则必须填写数值和方向。"),
        ({"direction": "none"}, "按日、工作日、月、年计算的规则必须填写数值和方向。"),
        ({"value": 0}, "数值必须大于零。"),
        ({"unit": "count_per_year"}, "按每年次数计算的规则必须填写“每年次数”。"),
        ({"unit": "count_per_year", "per_year": 0}, "每年次数必须大于零。"),
        ({"unit": "fixed_date"}, "固定日期的规则必须填写“固定日期”。"),
        ({"unit": "window", "window_start": "06-01"}, "结束不能早于开始"),
    ],
)
def test_the_form_and_the_database_refuse_the_same(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        rule(**changes).full_clean()
    assert message in "".join(caught.value.messages)
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(**changes).save()


def test_two_rules_of_one_code_never_govern_the_same_day() -> None:
    rule(valid_to=date(2019, 12, 31)).save()
    with pytest.raises(ValidationError, match="有效期不能重叠"):
        rule(valid_from=date(2019, 12, 31)).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(valid_from=date(2019, 12, 31)).save()
    rule(valid_from=date(2020, 1, 1)).full_clean()


def test_a_stage_is_set_once_for_a_day_and_an_audience() -> None:
    owner = rule()
    owner.save()
    RuleStage.objects.create(rule=owner, kind="lead", days=7, audience="owner")
    with pytest.raises(ValidationError, match="只能设一个提醒节点"):
        RuleStage(rule=owner, kind="lead", days=7, audience="owner").full_clean()
    with pytest.raises(ValidationError, match="时间比例只用于到期前提醒"):
        RuleStage(rule=owner, kind="escalation", fraction=Decimal("0.50"), audience="owner").full_clean()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"unit": "month", "direction": "forward"}, "自收到文件之日起3个月内"),
        ({"unit": "workday", "direction": "backward"}, "收到文件的3个工作日前"),
        ({"trigger": "本年度", "unit": "fixed_date", "month_day": "10-31"}, "本年度10月31日前"),
        (
            {
                "trigger": "规划起始年起",
                "unit": "window",
                "window_start": "07-01",
                "window_end": "12-31",
                "year_offset": 2,
            },
            "规划起始年起第3年7月1日至12月31日期间",
        ),
        ({"trigger": "代表小组", "unit": "count_per_year", "per_year": 3}, "代表小组每年不少于3次"),
        ({"trigger": "本季度", "unit": "each_quarter"}, "本季度内"),
        ({"trigger": "本年度", "unit": "within_year"}, "本年度内"),
        ({"unit": "same_day"}, "收到文件当日（同次会议）"),
    ],
)
def test_a_rule_says_its_period_in_words(changes: dict[str, object], words: str) -> None:
    assert rule(**changes).period == words


def form_data(rule: LegalRule, **changes: object) -> dict[str, object]:
    """What the admin's form of a rule posts, without its stages unless given."""
    names = [each.name for each in rule._meta.fields if each.editable and each.name != "id"]
    data = {name: getattr(rule, name) for name in names}
    management = {f"stages-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return {name: "" if value is None else value for name, value in (data | management | changes).items()}


@pytest.fixture
def desk(admin_user: User) -> Client:
    """The admin, signed in as a superuser."""
    client = Client()
    client.force_login(admin_user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_desk_lists_finds_and_filters_rules(desk: Client) -> None:
    page = desk.get(reverse("admin:congress_legalrule_changelist"), {"q": "OPN-3M", "in_force": "no"})
    text = page.content.decode()
    assert "自收到审议意见之日起3个月内" in text
    assert "《浙江省各级人大常委会监督条例》（2008年）第四十四条" in text
    assert "（2025年）" not in text
    assert desk.get(reverse("admin:congress_legalrule_changelist"), {"in_force": "yes"}).status_code == 200


def test_saving_at_the_desk_marks_the_rule_as_the_offices_own(desk: Client) -> None:
    stored = LegalRule.objects.for_event("OPN-3M", IN_2019)
    address = reverse("admin:congress_legalrule_change", args=[stored.pk])
    assert desk.get(address).status_code == 200
    assert desk.post(address, form_data(stored)).status_code == 302
    stored.refresh_from_db()
    assert not stored.is_locally_edited
    assert desk.post(address, form_data(stored, value=4)).status_code == 302
    stored.refresh_from_db()
    assert (stored.value, stored.is_locally_edited) == (4, True)
    assert legal_rules.load(actor=None).kept == ["OPN-3M（2008-11-28起）"]


def test_a_stage_switched_off_at_the_desk_stays_off(desk: Client) -> None:
    stored = LegalRule.objects.for_event("OPN-3M", IN_2019)
    stage = stored.stages.get(kind="lead", days=30, audience="watchers")
    row = {"id": stage.pk, "rule": stored.pk, "kind": "lead", "days": 30, "audience": "watchers", "fraction": ""}
    stages = {f"stages-0-{name}": value for name, value in row.items()}
    counts = {"stages-TOTAL_FORMS": 1, "stages-INITIAL_FORMS": 1}
    address = reverse("admin:congress_legalrule_change", args=[stored.pk])
    assert desk.post(address, form_data(stored, **stages, **counts)).status_code == 302
    stored.refresh_from_db()
    stage.refresh_from_db()
    assert (stored.is_locally_edited, stage.is_active) == (True, False)
    legal_rules.load(actor=None)
    stage.refresh_from_db()
    assert not stage.is_active


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"valid_to": "2007-01-01"}, "失效日期不能早于生效日期。"),
        ({"valid_to": "2025-06-01"}, "同一规则代码的有效期不能重叠"),
        ({"value": 0}, "数值必须大于零。"),
        ({"month_day": "13-01"}, "“13-01”不是有效的月日"),
    ],
)
def test_the_desk_refuses_a_wrong_rule_in_chinese(desk: Client, changes: dict[str, object], message: str) -> None:
    stored = LegalRule.objects.for_event("OPN-3M", IN_2019)
    page = desk.post(reverse("admin:congress_legalrule_change", args=[stored.pk]), form_data(stored, **changes))
    assert page.status_code == 200
    assert message in page.content.decode()
    stored.refresh_from_db()
    assert (stored.value, stored.valid_to, stored.is_locally_edited) == (3, date(2025, 5, 31), False)


def test_the_desk_gives_a_rule_back_to_the_catalogue(desk: Client) -> None:
    LegalRule.objects.filter(code="OPN-7").update(is_locally_edited=True)
    chosen = list(LegalRule.objects.filter(code="OPN-7").values_list("pk", flat=True))
    data = {"action": "follow_catalogue", ACTION_CHECKBOX_NAME: chosen}
    page = desk.post(reverse("admin:congress_legalrule_changelist"), data, follow=True)
    assert "2条规则将在下次载入目录时按目录更新。" in page.content.decode()
    assert not LegalRule.objects.filter(is_locally_edited=True).exists()


def test_a_rule_that_obligations_rest_on_cannot_be_deleted(desk: Client) -> None:
    stored = LegalRule.objects.for_event("OPN-3M", IN_2019)
    due = deadlines.count(stored, IN_2019)
    Obligation.objects.create(
        rule=stored,
        title="研究处理情况报告",
        owed_role="office",
        start_on=IN_2019,
        due_plain=due.plain,
        due_on=due.effective,
        target_on=due.strict,
        remind_from=IN_2019,
        status="open",
    )
    with pytest.raises(ProtectedError), transaction.atomic():
        stored.delete()
    desk.post(reverse("admin:congress_legalrule_delete", args=[stored.pk]), {"post": "yes"})
    assert LegalRule.objects.filter(pk=stored.pk).exists()


def test_the_desk_shows_the_calendar(desk: Client) -> None:
    page = desk.get(reverse("admin:congress_specialday_changelist"), {"date__year": 2019})
    assert "调休上班" in page.content.decode()
    assert desk.get(reverse("admin:congress_workcalendaryear_changelist")).status_code == 200


def test_a_day_entered_at_the_desk_is_the_clerks(desk: Client) -> None:
    data = {"date": "2027-10-08", "name": "国庆节", "is_workday": ""}
    assert desk.post(reverse("admin:congress_specialday_add"), data).status_code == 302
    assert SpecialDay.objects.get(date=date(2027, 10, 8)).source == SpecialDay.Source.CLERK
    page = desk.post(reverse("admin:congress_specialday_add"), data)
    assert "日期" in page.content.decode()
    assert SpecialDay.objects.filter(date=date(2027, 10, 8)).count() == 1


def test_a_day_of_the_notice_is_corrected_not_deleted(rf: RequestFactory, admin_user: User) -> None:
    request = rf.get("/")
    request.user = admin_user
    day_admin = SpecialDayAdmin(SpecialDay, site)
    library = SpecialDay(date=IN_2019, name="节日", source=SpecialDay.Source.LIBRARY)
    assert not day_admin.has_delete_permission(request, library)
    assert day_admin.has_delete_permission(request, SpecialDay(date=IN_2019, source=SpecialDay.Source.CLERK))
    day_admin.save_model(request, library, None, change=True)
    assert library.source == SpecialDay.Source.CLERK
