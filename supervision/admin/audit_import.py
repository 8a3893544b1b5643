"""Audit findings from a file: looked at before they enter, all of them or none."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export import resources
from import_export.fields import Field
from import_export.widgets import BooleanWidget, DateWidget, Widget

from congress.admin.importing import OrganByName
from congress.models import User
from supervision.models import AuditFinding, AuditLedger
from supervision.services import audit

#: digits before the point that a column of 元 holds
_WHOLE_DIGITS = 14


class Yuan(Widget):  # type: ignore[misc]
    """An amount in 元 with at most two decimals."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal:
        """The amount; an empty cell is nothing. Raises ValueError in Chinese, naming what was written."""
        del row, kwargs
        text = str(value if value is not None else "").strip().replace(",", "").replace("，", "").removesuffix("元")
        if not text:
            return Decimal("0.00")
        try:
            amount = Decimal(text)
        except InvalidOperation:
            raise ValueError(f"金额“{value}”不是数字，请以元为单位填写。") from None
        if not amount.is_finite() or amount.adjusted() >= _WHOLE_DIGITS:
            raise ValueError(f"金额“{value}”超出可以登记的范围。")
        if amount != amount.quantize(Decimal("0.01")):
            raise ValueError(f"金额“{value}”的小数超过两位，金额以元为单位，最多两位小数。")
        return amount


class LedgerByYear(Widget):  # type: ignore[misc]
    """A ledger by its year."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> AuditLedger:
        """The ledger. Raises ValueError if there is none."""
        del row, kwargs
        text = str(value or "").strip().removesuffix("年")
        found = AuditLedger.objects.filter(year=int(text)).first() if text.isascii() and text.isdigit() else None
        if found is None:
            raise ValueError(f"年度“{value}”的台账尚未建立，请先建立台账。")
        return found


class KindWords(Widget):  # type: ignore[misc]
    """A kind by its words."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """The kind. Raises ValueError for other words."""
        del row, kwargs
        word = str(value or "").strip()
        kinds = {str(label): code for code, label in AuditFinding.Kind.choices}
        if word and word not in kinds:
            raise ValueError(f"类别“{word}”不正确，应为：{'、'.join(kinds)}。")
        return kinds.get(word, AuditFinding.Kind.OTHER)


class Day(DateWidget):  # type: ignore[misc]
    """A date such as 2019-06-27 or 2019/6/27."""

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
        self.formats = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The date. Raises ValueError in Chinese."""
        try:
            return super().clean(value, row=row, **kwargs)
        except ValueError:
            raise ValueError(f"日期“{value}”不正确，请写成“2019-06-27”的形式。") from None


class YesNo(BooleanWidget):  # type: ignore[misc]
    """是 or 否."""

    TRUE_VALUES = ["是", "1", 1, True]
    FALSE_VALUES = ["否", "0", 0, False, "", None]

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        """Raises ValueError for other words."""
        del row, kwargs
        if value in self.TRUE_VALUES:
            return True
        if value in self.FALSE_VALUES:
            return False
        raise ValueError(f"“{value}”不正确，请填写“是”或“否”。")


class FindingImport(resources.ModelResource):  # type: ignore[misc]
    """Findings from a file, each entered as by hand; what stands on the list already is passed over, never changed."""

    ledger = Field("ledger", "年度", widget=LedgerByYear())
    order = Field("order", "序号")
    unit = Field("unit", "被审计单位", widget=OrganByName("被审计单位"))
    kind = Field("kind", "类别", widget=KindWords())
    title = Field("title", "问题")
    text = Field("text", "问题描述", default="")
    requirement = Field("requirement", "整改要求", default="")
    amount = Field("amount", "涉及金额（元）", widget=Yuan())
    is_secret = Field("is_secret", "含商业秘密", widget=YesNo(), default=False)
    received_on = Field("received_on", "收到审计报告日期", widget=Day())

    class Meta:
        model = AuditFinding
        fields = (
            "ledger",
            "order",
            "unit",
            "kind",
            "title",
            "text",
            "requirement",
            "amount",
            "is_secret",
            "received_on",
        )
        import_id_fields = ("ledger", "order")
        clean_model_instances = False
        skip_unchanged = True
        report_skipped = True

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Words without stray spaces; the columns that must be there. Raises ValueError naming the column."""
        del kwargs
        for name in ("年度", "序号", "被审计单位", "问题"):
            row[name] = str(row.get(name) if row.get(name) is not None else "").strip()
            if not row[name]:
                raise ValueError(f"“{name}”不能为空。")
        if not (row["序号"].isascii() and row["序号"].isdigit() and 0 < int(row["序号"]) < 10_000):
            raise ValueError(f"序号“{row['序号']}”不正确，应为1到9999的整数。")
        for name in ("问题描述", "整改要求"):
            row[name] = str(row.get(name) or "").strip()

    def get_instance(self, instance_loader: Any, row: Any) -> AuditFinding | None:
        """The finding that stands at that place of the list."""
        del instance_loader
        ledger = LedgerByYear().clean(row["年度"])
        return AuditFinding.objects.filter(ledger=ledger, order=int(row["序号"])).first()

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """A finding that is on the list stays as it is. Raises ValueError where the file tells of another one there."""
        del import_validation_errors
        if original is None or original.pk is None:
            return False
        if original.title != row["问题"]:
            raise ValueError(f"{original.ledger.year}年第{original.order}号已经是“{original.title}”，请核对序号。")
        return True

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Enter it by the service, which starts the unit's clock; a preview is rolled back like the rest."""
        del is_create, row
        user: User = kwargs["user"]
        today = timezone.localdate()
        instance.listed_on = today
        try:
            audit.add(instance, actor=user, today=today)
        except ValidationError as error:
            raise ValueError("；".join(error.messages)) from error
