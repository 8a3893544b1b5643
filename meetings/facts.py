"""What can be counted of meetings."""

from congress.facts import Fact, register
from meetings.models import Act, Meeting

register(
    Fact(
        code="committee_meetings",
        label="常委会会议",
        unit="次",
        rows=lambda: Meeting.objects.of_committee().held(),
        date_field="starts_on",
        definition="已召开的常委会会议，按召开日期计入年度；不由届内次数推算。",
        public_path=lambda year: f"/meetings/?kind=standing_committee&year={year}",
    )
)
register(
    Fact(
        code="chair_meetings",
        label="主任会议",
        unit="次",
        rows=lambda: Meeting.objects.of_chairpersons().held(),
        date_field="starts_on",
        definition="已召开的主任会议；主任（扩大）会议不计入。",
        public_path=lambda year: f"/meetings/?kind=chair_meeting&year={year}",
    )
)
register(
    Fact(
        code="acts",
        label="决议决定",
        unit="项",
        rows=lambda: Act.objects.all(),
        date_field="adopted_on",
        definition="常委会会议通过的决议、决定和制度办法，按通过日期计入年度。",
        public_path=lambda year: f"/acts/?year={year}",
    )
)
