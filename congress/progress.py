"""How far a parent is, by the weights of its children: derived for a whole list at once, stored nowhere.

A child that was cancelled, waived or carried over counts neither as done nor in the whole; how many there are is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

#: no child outweighs more than this many of the lightest
HEAVIEST: Final = 100
WHOLE: Final = 100


class Weighted(models.Model):
    """Something that counts in the progress of what it belongs to, by a weight that staff may change."""

    weight = models.PositiveSmallIntegerField(
        "权重",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(HEAVIEST)],
        help_text=f"计算上级进度时所占的分量，1至{HEAVIEST}，一般为1。",
    )

    class Meta:
        abstract = True

    @classmethod
    def weight_constraint(cls, prefix: str) -> models.CheckConstraint:
        """The range of weights, named for the concrete table."""
        return models.CheckConstraint(
            name=f"{prefix}_weight_in_range",
            condition=Q(weight__gte=1, weight__lte=HEAVIEST),
            violation_error_message=f"权重须在1至{HEAVIEST}之间。",
        )


@dataclass(frozen=True)
class Progress:
    """How far something is; `left_out` children with `left_out_weight` count neither as done nor in the whole."""

    done: int
    total: int
    left_out: int = 0
    left_out_weight: int = 0
    why: str = ""

    @property
    def percent(self) -> int | None:
        """Whole per cent, never rounded up to what was not reached; None where nothing counts."""
        return self.done * WHOLE // self.total if self.total else None

    @property
    def formula(self) -> str:
        """The arithmetic in words, and what was left out of it."""
        counted = f"已完成权重{self.done}÷总权重{self.total}＝{self.percent}%" if self.total else "没有计入进度的项目"
        if not self.left_out:
            return counted
        return f"{counted}；{self.why}{self.left_out}项（权重{self.left_out_weight}）不计入"

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.total or self.left_out)

    def __str__(self) -> str:
        return "—" if self.percent is None else f"{self.percent}%（{self.done}/{self.total}）"


@dataclass(frozen=True)
class Children:
    """One kind of children: `rows` that reach their parent by `parent`, which of them are done, which do not count."""

    rows: QuerySet[Any]
    parent: str
    done: Q
    left_out: Q | None = None
    #: the field that holds it; without one each child counts as 1
    weight: str = "weight"

    @property
    def counts(self) -> Q:
        """The children that count."""
        return Q() if self.left_out is None else ~self.left_out

    def sum(self, condition: Q) -> Combinable:
        """The weights of those children of a row that meet the condition."""
        each = F(self.weight) if self.weight else Value(1, output_field=IntegerField())
        return self._of_parent(Sum(each, filter=condition))

    def count(self, condition: Q) -> Combinable:
        """How many children of a row meet the condition."""
        return self._of_parent(Count("pk", filter=condition))

    def _of_parent(self, figure: Any) -> Combinable:
        rows = self.rows.filter(**{self.parent: OuterRef("pk")}).order_by().values(self.parent)
        return Coalesce(Subquery(rows.annotate(figure=figure).values("figure")), 0, output_field=IntegerField())


@dataclass(frozen=True)
class Shape:
    """How the progress of one kind of parent comes of its children; `why` tells of those that are left out."""

    children: Sequence[Children]
    why: str

    def annotate(self, rows: Any) -> Any:
        """The rows with what `of` reads: one query for the whole list."""
        off = [(each, each.left_out) for each in self.children if each.left_out is not None]
        parts = {
            "weight_done": [each.sum(each.done & each.counts) for each in self.children],
            "weight_total": [each.sum(each.counts) for each in self.children],
            "left_out": [each.count(condition) for each, condition in off],
            "weight_left_out": [each.sum(condition) for each, condition in off],
        }
        return rows.annotate(**{f"progress_{name}": _added(figures) for name, figures in parts.items()})

    def of(self, row: Any) -> Progress:
        """The progress of a row that `annotate` read."""
        return Progress(
            row.progress_weight_done,
            row.progress_weight_total,
            row.progress_left_out,
            row.progress_weight_left_out,
            self.why,
        )

    def read(self, row: Any) -> Progress:
        """The progress of one record, read now."""
        return self.of(self.annotate(type(row)._default_manager.filter(pk=row.pk)).get())


def _added(figures: Sequence[Combinable]) -> Combinable:
    whole: Combinable = Value(0, output_field=IntegerField())
    for figure in figures:
        whole = whole + figure
    return whole
