"""What a row of 社情民意 may hold, with the words that the station reads."""

from typing import Final

from django.db import models
from django.db.models import F, Q

from congress.models.handling import ACCEPTED, HANDED_OVER, REOPENED, REPORTED

from .opinion_kinds import ANSWERED_ON_SPOT

CONSTRAINTS: Final = (
    models.CheckConstraint(
        name="opinion_registered_in_order",
        condition=Q(registered_on__isnull=True) | Q(registered_on__gte=F("received_on")),
        violation_error_message="登记日期不能早于收到日期。",
    ),
    models.CheckConstraint(
        name="opinion_handed_over_in_order",
        condition=Q(handed_over_on__isnull=True) | Q(handed_over_on__gte=F("received_on")),
        violation_error_message="交办日期不能早于收到日期。",
    ),
    models.CheckConstraint(
        name="opinion_registered_is_sorted",
        condition=Q(status__in=("received", "not_accepted", "merged"))
        | (Q(registered_on__isnull=False, field__isnull=False) & ~Q(title="")),
        violation_error_message="登记须有标题和领域。",
    ),
    models.CheckConstraint(
        name="opinion_with_a_unit",
        condition=~Q(status__in=(HANDED_OVER, ACCEPTED, REPORTED, REOPENED))
        | (Q(organ__isnull=False, handed_over_on__isnull=False) & ~Q(level="")),
        violation_error_message="交办须先分级，并写明承办单位和日期。",
    ),
    models.CheckConstraint(
        name="opinion_told_in_words",
        condition=~Q(
            status__in=(
                ANSWERED_ON_SPOT,
                "fed_back",
                "rated",
                "closed",
                "not_accepted",
                "raised",
                "for_reference",
                "outside_authority",
            )
        )
        | (~Q(answer="") & Q(answered_on__isnull=False)),
        violation_error_message="须写明给来访人的答复和日期。",
    ),
    models.CheckConstraint(
        name="opinion_not_accepted_is_guided",
        condition=~Q(status="not_accepted") | Q(guidance__isnull=False),
        violation_error_message="不予受理须选择情形，并引导到相应渠道。",
    ),
    models.CheckConstraint(
        name="opinion_merged_into_another",
        condition=Q(status="merged", merged_into__isnull=False) | (~Q(status="merged") & Q(merged_into__isnull=True)),
        violation_error_message="合并须指明合并到哪一件。",
    ),
    models.CheckConstraint(
        name="opinion_not_merged_into_itself",
        condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
        violation_error_message="不能合并到自己。",
    ),
    models.CheckConstraint(
        name="opinion_raised_by_a_deputy",
        condition=~Q(status="raised") | (Q(raised_by__isnull=False) & ~Q(raised_as="")),
        violation_error_message="转为代表议案建议的，须写明提出的代表。",
    ),
    models.CheckConstraint(
        name="opinion_on_paper_is_not_piled",
        condition=Q(is_piled=False) | Q(channel="online", status__in=("received", "not_accepted", "merged")),
        violation_error_message="只有未登记的网上来信在积压队列中。",
    ),
)
