"""What can be counted of deputies, groups, contacts, streets and townships."""

from congress.facts import Fact, register
from deputies.models import (
    AreaContact,
    ContactLog,
    ContactPair,
    Councillor,
    DeputyGroup,
    LocalMeeting,
    Mandate,
    StreetPilot,
)


def _desk(model: str, query: str = "") -> str:
    return f"/admin/deputies/{model}/{query and '?'}{query}"


register(
    Fact(
        code="district_deputies",
        label="区人大代表",
        unit="人",
        rows=lambda: Mandate.objects.filter(level=Mandate.Level.DISTRICT),
        date_field="starts_on",
        ends_field="ends_on",
        distinct="person",
        definition="本年内在任过的区人大代表，不论年内何时当选、终止，一人计一人；某一日的在任人数见代表名录。",
        public_path=lambda year: "/deputies/",
        admin_path=lambda year: _desk("mandate", "level__exact=district"),
        dimensions={"delegation": "delegation__name"},
    )
)
register(
    Fact(
        code="deputy_groups",
        label="代表团和代表小组",
        unit="个",
        rows=lambda: DeputyGroup.objects.all(),
        date_field="starts_on",
        ends_field="ends_on",
        definition="本年内设立着的代表团、代表小组、代表中心组和专业代表小组。",
        admin_path=lambda year: _desk("deputygroup"),
        dimensions={"kind": "kind"},
    )
)
register(
    Fact(
        code="contact_pairs",
        label="双联系结对",
        unit="对",
        rows=lambda: ContactPair.objects.all(),
        date_field="starts_on",
        ends_field="ends_on",
        definition="本年内保持着的常委会组成人员联系代表、代表联系选民的结对。",
        admin_path=lambda year: _desk("contactpair"),
        dimensions={"kind": "kind"},
    )
)
register(
    Fact(
        code="area_contacts",
        label="分片联系点",
        unit="个",
        rows=lambda: AreaContact.objects.all(),
        date_field="starts_on",
        ends_field="ends_on",
        definition="本年内常委会组成人员分片联系街道、乡镇，一人联系一处计一个；专项工作的联系点另计。",
        admin_path=lambda year: _desk("areacontact"),
    )
)
register(
    Fact(
        code="contacts_made",
        label="联系代表和选民",
        unit="次",
        rows=lambda: ContactLog.objects.all(),
        date_field="made_on",
        definition="登记在册的联系，一次计一次，按联系日期计入年度。",
        admin_path=lambda year: _desk("contactlog", f"made_on__year={year}"),
        dimensions={"way": "way", "kind": "pair__kind"},
    )
)
register(
    Fact(
        code="people_contacted",
        label="联系代表和选民",
        unit="人次",
        rows=lambda: ContactLog.objects.all(),
        date_field="made_on",
        sum_of="people",
        definition="各次联系的人数之和，同一人每次联系都计。",
        admin_path=lambda year: _desk("contactlog", f"made_on__year={year}"),
        dimensions={"way": "way", "kind": "pair__kind"},
    )
)
register(
    Fact(
        code="local_meetings",
        label="街道乡镇人大会议",
        unit="次",
        rows=lambda: LocalMeeting.objects.all().held(),
        date_field="held_on",
        definition="已召开的街道工委会议、居民议事会议、乡镇主席团会议、乡镇人民代表大会会议和工作例会，按召开日期计入年度。",
        admin_path=lambda year: _desk("localmeeting", f"status__exact=held&held_on__year={year}"),
        dimensions={"kind": "kind", "organ": "organ__name"},
    )
)
register(
    Fact(
        code="councillors",
        label="街道居民议事员",
        unit="人",
        rows=lambda: Councillor.objects.all(),
        date_field="starts_on",
        ends_field="ends_on",
        definition="本年内在任的街道居民议事员；不是人大代表，不计入代表人数。",
        admin_path=lambda year: _desk("councillor"),
        dimensions={"origin": "origin", "organ": "organ__name"},
    )
)
register(
    Fact(
        code="street_pilots",
        label="街道人大工作试点",
        unit="个",
        rows=lambda: StreetPilot.objects.all(),
        date_field="starts_on",
        ends_field="ends_on",
        distinct="organ",
        definition="本年内开展街道人大工作试点的街道，同一街道计一个；开始早于本年、尚未结束的也计入。",
        admin_path=lambda year: _desk("streetpilot"),
        dimensions={"level": "level"},
    )
)
