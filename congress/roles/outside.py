"""Roles of those who work outside the committee's offices: areas, stations, deputies, units, experts."""

from typing import Final

from .grants import AREA, DEPUTY, UNIT, WORKSPACE
from .role import Role

OUTSIDE: Final = (
    Role(
        "street_wc",
        "人大街道工委",
        (*WORKSPACE, *AREA, "supervision.read_circulated", "supervision.propose_topic"),
    ),
    Role(
        "township_npc",
        "乡镇人大",
        (
            *WORKSPACE,
            *AREA,
            "supervision.read_circulated",
            "supervision.propose_topic",
            "supervision.file_normfiling",
        ),
    ),
    Role("station_staff", "联络站工作人员", (*WORKSPACE, "deputies.keep_station", "deputies.keep_publicopinion")),
    Role(
        "deputy",
        "人大代表",
        (
            *WORKSPACE,
            *DEPUTY,
            "supervision.read_circulated",
            "supervision.propose_topic",
            "deputies.read_opinions_of_station",
        ),
    ),
    Role(
        "unit_clerk",
        "承办单位经办人",
        (
            *WORKSPACE,
            *UNIT,
            "supervision.file_normfiling",
            "supervision.submit_reviewreport",
        ),
    ),
    Role(
        "unit_head",
        "承办单位负责人",
        (
            *WORKSPACE,
            *UNIT,
            "supervision.sign_followup",
            "supervision.propose_topic",
            "supervision.file_normfiling",
            "supervision.submit_reviewreport",
        ),
    ),
    *(
        Role(
            f"{code}_liaison",
            f"{label}联络人",
            (
                *WORKSPACE,
                *UNIT,
                "supervision.sign_followup",
                "supervision.propose_topic",
                "supervision.submit_reviewreport",
                "meetings.submit_personnelmotion",
                "supervision.file_normfiling",
            ),
        )
        for code, label in (("court", "法院"), ("procuratorate", "检察院"), ("commission", "监委"))
    ),
    Role(
        "gov_office",
        "政府办公室",
        (
            *WORKSPACE,
            "supervision.view_government_followups",
            "supervision.read_circulated",
            "supervision.propose_topic",
            "meetings.submit_personnelmotion",
            "supervision.file_normfiling",
        ),
    ),
    Role(
        "audit_office",
        "审计局",
        (
            *WORKSPACE,
            "supervision.read_circulated",
            *UNIT,
            "supervision.read_auditfindings",
            "supervision.verify_auditfinding",
        ),
    ),
    Role("expert", "监督专家", (*WORKSPACE, "supervision.assist_as_expert")),
)
