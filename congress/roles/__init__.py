"""Roles and what each may do, as data (handbook §5.1–5.2).

Entry, review and publication are separate permissions. Rows are limited further by each queryset's `visible_to`.
`prepare` writes these as groups; an office may add permissions to a group in the admin, and they stay.
"""

from dataclasses import dataclass
from typing import Final

from .grants import (
    ALL_UNFINISHED,
    AUDIT_WRITE,
    BY_ELECTIONS_WRITE,
    FILINGS_WRITE,
    INQUIRIES_WRITE,
    INTERPELLATIONS_WRITE,
    MEETINGS_WRITE,
    OPINIONS_WRITE,
    OWN_WORK_READ,
    OWN_WORK_WRITE,
    PARTY_REFERENCES_READ,
    PERSONNEL_WRITE,
    PLANS_WRITE,
    RECORDS_READ,
    REPORTS_WRITE,
    REVIEW_ROOM,
    REVIEWS_WRITE,
    SITES_WRITE,
    UNIT,
    WATCHED_UNFINISHED,
    WORKSPACE,
    on,
)


@dataclass(frozen=True)
class Role:
    """A role: its code (the group's name), what people call it, and its permissions as app.codename."""

    code: str
    label: str
    permissions: tuple[str, ...]
    is_staff: bool = False


ROLES: Final = (
    Role(
        "sc_chair",
        "常委会主任",
        (
            *WORKSPACE,
            *RECORDS_READ,
            *ALL_UNFINISHED,
            *OWN_WORK_READ,
            *PARTY_REFERENCES_READ,
            "meetings.view_leave",
            "meetings.decide_leave",
            "meetings.approve_minutes",
            "meetings.screen_personnelmotion",
            "meetings.screen_majormatter",
            "meetings.adopt_opinionpaper",
            "supervision.adopt_supervisionplan",
            "supervision.propose_topic",
            "congress.approve_publication",
            "congress.view_publication",
            "congress.decide_extension",
            "congress.waive_obligation",
            "supervision.assess_followup",
            "supervision.escalate_followup",
            "supervision.read_question_list",
            "supervision.ask_question",
            "supervision.view_unannounced_sites",
            "supervision.select_performancereview",
            "supervision.approve_expert",
        ),
    ),
    Role(
        "sc_vice_chair",
        "常委会副主任",
        (
            *WORKSPACE,
            *RECORDS_READ,
            *ALL_UNFINISHED,
            *OWN_WORK_READ,
            *PARTY_REFERENCES_READ,
            "meetings.view_leave",
            "meetings.decide_leave",
            "meetings.approve_minutes",
            "meetings.screen_personnelmotion",
            "meetings.screen_majormatter",
            "meetings.adopt_opinionpaper",
            "supervision.adopt_supervisionplan",
            "supervision.propose_topic",
            "congress.approve_publication",
            "congress.view_publication",
            "congress.decide_extension",
            "supervision.assess_followup",
            "supervision.escalate_followup",
            "supervision.read_question_list",
            "supervision.ask_question",
            "supervision.view_unannounced_sites",
            "supervision.select_performancereview",
            "supervision.approve_expert",
        ),
    ),
    Role(
        "sc_member",
        "常委会委员",
        (
            *WORKSPACE,
            "supervision.view_all_followups",
            "supervision.read_circulated",
            "supervision.propose_topic",
            "supervision.view_normfiling",
            "supervision.read_inquiries",
            "supervision.ask_question",
            "supervision.read_auditfindings",
            "supervision.read_issued_reviews",
        ),
    ),
    Role(
        "office",
        "人大办公室",
        (
            *WORKSPACE,
            *RECORDS_READ,
            *ALL_UNFINISHED,
            *MEETINGS_WRITE,
            *OPINIONS_WRITE,
            *REPORTS_WRITE,
            *OWN_WORK_WRITE,
            *PARTY_REFERENCES_READ,
            *on("supervision", "partyrequest"),
            *on("deputies", "term", "congresssession", "person", "mandate", "seat", "charge"),
            *PLANS_WRITE,
            "supervision.steer_supervisionplan",
            "supervision.settle_yearlymilestone",
            *on("congress", "organ", "organname", "attachment"),
            "congress.view_numberseries",
            "congress.void_number",
            "congress.view_publication",
            "congress.prepare_publication",
            "congress.view_extension",
            "congress.view_specialday",
            "congress.view_workcalendaryear",
            *on("congress", "knownexception", verbs=("view", "add")),
            "meetings.hand_over_opinionpaper",
            "supervision.assess_followup",
            *on("supervision", "normfiling"),
            "supervision.view_filingscope",
            *INTERPELLATIONS_WRITE,
            "supervision.read_question_list",
        ),
        is_staff=True,
    ),
    Role(
        "office_head",
        "人大办公室主任",
        (
            *WORKSPACE,
            *ALL_UNFINISHED,
            *OWN_WORK_READ,
            *PARTY_REFERENCES_READ,
            "congress.view_publication",
            "congress.approve_publication",
            "congress.decide_extension",
            # Waivers are decided by the chairpersons' meeting; its decision is written down here.
            "congress.waive_obligation",
            "congress.change_numberseries",
            "congress.change_specialday",
            "congress.add_specialday",
            "congress.change_workcalendaryear",
            "congress.change_legalrule",
            "congress.view_rulestage",
            "congress.change_rulestage",
            "congress.add_rulestage",
            "meetings.correct_closed_meeting",
            "meetings.approve_minutes",
            "congress.correct_closed_record",
        ),
        is_staff=True,
    ),
    Role(
        "wc_officer",
        "工委工作人员",
        (
            *WORKSPACE,
            *RECORDS_READ,
            *WATCHED_UNFINISHED,
            *OPINIONS_WRITE,
            *REPORTS_WRITE,
            *OWN_WORK_WRITE,
            *PLANS_WRITE,
            *SITES_WRITE,
            "congress.view_attachment",
            "supervision.give_filingopinion",
        ),
        is_staff=True,
    ),
    Role(
        "wc_head",
        "工委主任",
        (
            *WORKSPACE,
            *RECORDS_READ,
            *WATCHED_UNFINISHED,
            *OWN_WORK_READ,
            *SITES_WRITE,
            "supervision.assess_followup",
            "supervision.give_filingopinion",
            "supervision.prepare_inquiry",
        ),
        is_staff=True,
    ),
    Role(
        "deputies_wc",
        "代表工委",
        (
            *WATCHED_UNFINISHED,
            *on("deputies", "person", "mandate", "seat"),
            *BY_ELECTIONS_WRITE,
            *PLANS_WRITE,
            "meetings.view_meeting",
        ),
        is_staff=True,
    ),
    Role(
        "legal_wc",
        "监察和司法工委",
        (
            *WORKSPACE,
            *RECORDS_READ,
            *WATCHED_UNFINISHED,
            *FILINGS_WRITE,
            "congress.prepare_publication",
            *REVIEWS_WRITE,
            *REVIEW_ROOM,
            "congress.view_publication",
        ),
        is_staff=True,
    ),
    Role(
        "finance_wc",
        "财经工委",
        (
            *WORKSPACE,
            *RECORDS_READ,
            *WATCHED_UNFINISHED,
            *AUDIT_WRITE,
            *INQUIRIES_WRITE,
            *OPINIONS_WRITE,
            *REPORTS_WRITE,
            "congress.view_attachment",
        ),
        is_staff=True,
    ),
    Role(
        "personnel_officer",
        "人事任免",
        (
            *WORKSPACE,
            *PERSONNEL_WRITE,
            *REVIEWS_WRITE,
            *REVIEW_ROOM,
            *on("supervision", "reviewhearing", verbs=("view",)),
            *on("meetings", "meeting", "agendaitem", "vote", verbs=("view",)),
            "deputies.view_person",
            "deputies.add_person",
            "congress.view_organ",
        ),
        is_staff=True,
    ),
    Role(
        "reviewer",
        "公开审核员",
        (
            *WORKSPACE,
            "congress.view_publication",
            "congress.redact_publication",
            "congress.publish_publication",
            "congress.view_attachment",
        ),
        is_staff=True,
    ),
    Role("street_wc", "人大街道工委", (*WORKSPACE, "supervision.read_circulated", "supervision.propose_topic")),
    Role(
        "township_npc",
        "乡镇人大",
        (
            *WORKSPACE,
            "supervision.read_circulated",
            "supervision.propose_topic",
            "supervision.file_normfiling",
        ),
    ),
    Role("station_staff", "联络站工作人员", WORKSPACE),
    Role("deputy", "人大代表", (*WORKSPACE, "supervision.read_circulated", "supervision.propose_topic")),
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
    Role("auditor", "审计员", ("congress.view_activity",), is_staff=True),
    Role(
        "sysadmin",
        "系统管理员",
        (
            *on("congress", "user"),
            "auth.view_group",
            "congress.view_organ",
            "congress.view_mail",
            *on("django_celery_beat", "periodictask", verbs=("view", "change")),
        ),
        is_staff=True,
    ),
)

BY_CODE: Final = {role.code: role for role in ROLES}

#: who is meant by an audience of a reminder stage that names a role (congress.models.RuleStage.Audience)
AUDIENCE_ROLES: Final = {
    "deputies_wc": "deputies_wc",
    "office_head": "office_head",
    "vice_chair": "sc_vice_chair",
    "chair": "sc_chair",
    # The chairpersons' list is drawn up by the head of the office.
    "cm_list": "office_head",
    "gov_office": "gov_office",
    "street_wc": "street_wc",
    "township_leader": "street_wc",
    "team_leader": "sc_vice_chair",
}

#: audiences that are one street or township where the duty names it as its watcher, and the roles that act there
AREA_AUDIENCES: Final = ("street_wc", "township_leader")
AREA_ROLES: Final = ("street_wc", "township_npc")
