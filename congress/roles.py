"""Roles and what each may do, as data (handbook §5.1–5.2).

Entry, review and publication are separate permissions. Rows are limited further by each queryset's `visible_to`.
`prepare` writes these as groups; an office may add permissions to a group in the admin, and they stay.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Role:
    """A role: its code (the group's name), what people call it, and its permissions as app.codename."""

    code: str
    label: str
    permissions: tuple[str, ...]
    is_staff: bool = False


WORKSPACE: Final = ("congress.use_workspace",)
#: what an organ does with what was handed to it, found in it, and asked of it
UNIT: Final = ("supervision.answer_followup", "supervision.rectify_auditfinding", "supervision.answer_inquiry")


def _all(app: str, *models: str, verbs: tuple[str, ...] = ("view", "add", "change")) -> tuple[str, ...]:
    return tuple(f"{app}.{verb}_{model}" for model in models for verb in verbs)


RECORDS_READ: Final = (
    *_all(
        "meetings",
        "meeting",
        "sitting",
        "agendaitem",
        "paper",
        "attendance",
        "act",
        "announcement",
        "opinionpaper",
        "opinionpoint",
        "gallery",
        "vote",
        "assessment",
        "assessmentscale",
        "namedballot",
        "recusal",
        "meetingminutes",
        "conclusion",
        "speech",
        "majormatter",
        "deputytalk",
        "talkpoint",
        "byelection",
        "candidate",
        "resignation",
        "postcategory",
        "post",
        "tenure",
        verbs=("view",),
    ),
    *_all(
        "supervision",
        "specialreport",
        "reportamount",
        "delivery",
        "followup",
        "followupround",
        "pointanswer",
        "oversight",
        "oversightsubject",
        "overseenorgan",
        "inspectiongroup",
        "oversightparticipant",
        "inspectionsite",
        "finding",
        "legalinstrument",
        "inquiry",
        "inquiryfinding",
        "respondent",
        "question",
        "commitment",
        "interpellation",
        "interpellationsigner",
        "interpellationanswer",
        "auditledger",
        "auditfinding",
        "rectificationround",
        "normfiling",
        "filingopinion",
        "filingcheck",
        "supervisionplan",
        "topic",
        "plannedform",
        "planadjustment",
        "topicproposal",
        "campaign",
        "oversightteam",
        "yearlymilestone",
        "performancereview",
        "reviewhearing",
        "reviewfinding",
        "reviewscheme",
        "reviewitem",
        "expert",
        "expertterm",
        "expertassignment",
        "jointsupervision",
        "jointpartner",
        verbs=("view",),
    ),
    *_all("deputies", "term", "congresssession", "person", "mandate", "seat", "charge", verbs=("view",)),
    *_all("congress", "organ", "organname", "obligation", "documentnumber", "legalrule", verbs=("view",)),
    "supervision.view_all_followups",
    "supervision.read_inquiries",
    "supervision.read_auditfindings",
    "supervision.read_circulated",
)

#: the desk of the unfinished: a working committee sees and urges what it watches, the office and chairpersons all
WATCHED_UNFINISHED: Final = ("congress.urge_obligation",)
ALL_UNFINISHED: Final = (*WATCHED_UNFINISHED, "congress.oversee_obligations")

OPINIONS_WRITE: Final = (
    *_all("meetings", "opinionpaper", "opinionpoint"),
    "meetings.delete_opinionpoint",
)

#: an inquiry as its leading committee prepares it; removals are for rows typed by mistake before the sitting
INQUIRIES_WRITE: Final = (
    *_all("supervision", "inquiry", "inquiryfinding", "respondent", "question", "commitment"),
    *_all("supervision", "inquiryfinding", "respondent", "question", "commitment", verbs=("delete",)),
    "supervision.prepare_inquiry",
)
#: reviews, the pool of experts, joint supervision; findings typed by mistake and items of drafts may be taken out
REVIEWS_WRITE: Final = (
    *_all("supervision", "performancereview", "reviewfinding", "reviewscheme", "reviewitem"),
    *_all("supervision", "expert", "expertassignment", "jointsupervision", "jointpartner"),
    *_all("supervision", "reviewitem", "jointpartner", verbs=("delete",)),
    "supervision.adopt_reviewscheme",
    "supervision.view_expert_contact",
)
#: exams, complaints, survey replies and scores of reviews; every reading is logged (handbook §5.2, §5.3)
REVIEW_ROOM: Final = (*_all("supervision", "reviewscore"), "supervision.enter_review_room")

REPORTS_WRITE: Final = (
    *REVIEWS_WRITE,
    *_all("supervision", "specialreport", "delivery", "oversight", "oversightsubject", "legalinstrument", "inquiry"),
    *_all("supervision", "overseenorgan", "inspectiongroup", "oversightparticipant", "finding"),
    *_all("supervision", "oversightsubject", "overseenorgan", "oversightparticipant", "finding", verbs=("delete",)),
    *_all("supervision", "reportamount", verbs=("view", "add", "change", "delete")),
    *INQUIRIES_WRITE,
)

#: the committee's own and central work (sections 一(一), 一(二) and 一(五) of its report)
_OWN_WORK: Final = (
    *("taskforce", "taskscope", "indicator", "contactarea", "investment", "outcome", "beneficiary"),
    *("studyresult", "publicityitem", "award", "stafftraining", "countedtotal", "ownrule", "organchange"),
)
OWN_WORK_READ: Final = _all("supervision", *_OWN_WORK, verbs=("view",))
OWN_WORK_WRITE: Final = (
    *_all("supervision", *_OWN_WORK),
    *_all("supervision", "taskscope", "indicator", "contactarea", "beneficiary", verbs=("delete",)),
)
#: that Party documents exist, by their numbers: for the office and the leaders, never for deputies (handbook §0.3)
PARTY_REFERENCES_READ: Final = ("supervision.read_party_references", "supervision.view_partyrequest")
#: yearly plans, campaigns and their teams; removals are for rows of a plan that is not adopted yet
PLANS_WRITE: Final = (
    *_all("supervision", "supervisionplan", "topic", "plannedform", "campaign", "oversightteam"),
    *_all("supervision", "topic", "oversightteam", verbs=("delete",)),
    "supervision.decide_topicproposal",
    "supervision.propose_topic",
)

#: places of inspections are written by the working committee alone; who may know of which: `InspectionSite.visible_to`
SITES_WRITE: Final = _all("supervision", "inspectionsite")

#: filing and review of normative documents (handbook §5.2): the register, the review, citizens' suggestions
FILINGS_WRITE: Final = (
    *_all("supervision", "normfiling"),
    *_all("supervision", "filingscope"),
    "supervision.change_filingcheck",
    "supervision.view_reviewsuggestion",
    "supervision.review_normfiling",
    "supervision.answer_reviewsuggestion",
)

#: interpellations are kept by the office for the members who sign them
INTERPELLATIONS_WRITE: Final = (
    *_all("supervision", "interpellation", "interpellationsigner"),
    "supervision.delete_interpellationsigner",
)

#: the audit ledger (handbook §5.2: written by the finance committee)
AUDIT_WRITE: Final = (*_all("supervision", "auditledger", "auditfinding"), "supervision.write_off_auditfinding")

#: everything around a meeting that the office writes; removals are for rows typed by mistake while a meeting is open
MEETINGS_WRITE: Final = (
    *_all("meetings", "meeting", "sitting", "agendaitem", "paper", "attendance", "act", "announcement"),
    *_all("meetings", "gallery", "leave", "recusal", "vote", "assessment", "assessmentscale", "namedballot"),
    *_all("meetings", "meetingminutes", "conclusion", "speech", "majormatter", "deputytalk", "talkpoint"),
    *_all(
        "meetings",
        "sitting",
        "agendaitem",
        "paper",
        "attendance",
        "recusal",
        "conclusion",
        "speech",
        "talkpoint",
        verbs=("delete",),
    ),
    "meetings.view_observerapplication",
    "meetings.admit_observer",
    "meetings.record_leave",
    "meetings.record_vote",
    "meetings.void_vote",
)

#: the restricted room: motions, files, exams, oaths (handbook §5.2 人事任免)
PERSONNEL_WRITE: Final = (
    *_all("meetings", "post", "personnelmotion", "personnelaction", "legalexam", "personnelpaper"),
    *_all("meetings", "oathceremony", "oath", "announcement"),
    *_all("meetings", "personnelaction", "personnelpaper", verbs=("delete",)),
    "meetings.view_tenure",
    "meetings.view_postcategory",
    "meetings.change_postcategory",
    "meetings.enter_personnel_room",
)

#: by-elections and resignations
BY_ELECTIONS_WRITE: Final = (
    *_all("meetings", "byelection", "candidate", "resignation"),
    "meetings.delete_candidate",
)

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
            *_all("supervision", "partyrequest"),
            *_all("deputies", "term", "congresssession", "person", "mandate", "seat", "charge"),
            *PLANS_WRITE,
            "supervision.steer_supervisionplan",
            "supervision.settle_yearlymilestone",
            *_all("congress", "organ", "organname", "attachment"),
            "congress.view_numberseries",
            "congress.void_number",
            "congress.view_publication",
            "congress.prepare_publication",
            "congress.view_extension",
            "congress.view_specialday",
            "congress.view_workcalendaryear",
            *_all("congress", "knownexception", verbs=("view", "add")),
            "meetings.hand_over_opinionpaper",
            "supervision.assess_followup",
            *_all("supervision", "normfiling"),
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
        (*_all("deputies", "person", "mandate", "seat"), *BY_ELECTIONS_WRITE, *PLANS_WRITE, "meetings.view_meeting"),
        is_staff=True,
    ),
    Role(
        "legal_wc",
        "监察和司法工委",
        (
            *WORKSPACE,
            *RECORDS_READ,
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
            *_all("supervision", "reviewhearing", verbs=("view",)),
            *_all("meetings", "meeting", "agendaitem", "vote", verbs=("view",)),
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
            *_all("congress", "user"),
            "auth.view_group",
            "congress.view_organ",
            "congress.view_mail",
            *_all("django_celery_beat", "periodictask", verbs=("view", "change")),
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
