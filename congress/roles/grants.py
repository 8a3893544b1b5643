"""What roles are made of: permissions that belong together, as data (handbook §5.2)."""

from typing import Final

WORKSPACE: Final = ("congress.use_workspace",)
#: what an organ does with what was handed to it, found in it, and asked of it
UNIT: Final = (
    "supervision.answer_followup",
    "supervision.rectify_auditfinding",
    "supervision.answer_inquiry",
    "deputies.answer_publicopinion",
    "deputies.answer_suggestion",
    "deputies.answer_patrolfinding",
)
#: what every deputy does; all who sit on the standing committee are deputies
DEPUTY: Final = (
    "deputies.host_reception",
    "deputies.report_patrolfinding",
    "deputies.rate_deputies",
    "deputies.propose_suggestion",
)
#: a street or township with its stations: takes in what voters bring and hands it over on its own level
AREA: Final = ("deputies.keep_area", "deputies.keep_publicopinion", "deputies.assign_publicopinion")


def on(app: str, *models: str, verbs: tuple[str, ...] = ("view", "add", "change")) -> tuple[str, ...]:
    """The permissions on models of an app, as app.codename."""
    return tuple(f"{app}.{verb}_{model}" for model in models for verb in verbs)


#: where deputies belong, whom they keep contact with, and what streets and townships do
_PEOPLE: Final = (
    "constituency",
    "deputygroup",
    "groupmember",
    "contactpair",
    "areacontact",
    "contactlog",
    "localmeeting",
    "localduty",
    "councillor",
    "streetpilot",
    "profilechange",
)
#: whose credentials were examined, who is suspended, who stayed away: for those who prepare it and the leaders
STANDING_READ: Final = on("deputies", "credential", "suspension", "sessionabsence", verbs=("view",))
PEOPLE_WRITE: Final = (
    *on("deputies", *(name for name in _PEOPLE if name != "localduty"), "credential", "suspension", "sessionabsence"),
    "deputies.view_localduty",
    "deputies.view_deputyprofile",
    # Phones and addresses: for the deputies' committee alone, every reading logged (handbook §5.2).
    *on("deputies", "privatedetails"),
)
#: activity funds and allowances; bank accounts are the treasurer's alone, and who enters does not approve
_FUNDS: Final = ("fundline", "fundadjustment", "fundpayment", "allowancerate", "allowanceperiod")
FUNDS_READ: Final = on("deputies", *_FUNDS, "allowanceentitlement", verbs=("view",))
FUNDS_WRITE: Final = (
    *on("deputies", *_FUNDS, "allowanceentitlement", "bankaccount"),
    *on("deputies", "person", "mandate", "dutyactivity", verbs=("view",)),
    "congress.view_organ",
    "deputies.read_bankaccount",
    "deputies.pay_fundpayment",
)
#: what voters bring, for the committee: text and result, never the visitor; its lists
VOICES_WRITE: Final = (
    "deputies.view_publicopinion",
    "deputies.view_opinionround",
    "deputies.assign_district_publicopinion",
    *on("deputies", "opinionfield", "opinionguidance", "opinionword"),
)
#: what deputies propose, for the committee of the deputies: accepted, sorted, handed over; the lists
SUGGESTIONS_WRITE: Final = (
    *on("deputies", "suggestion", "suggestionsponsor", "suggestionhandling", verbs=("view",)),
    "deputies.accept_suggestion",
    "deputies.assign_suggestion",
    *on("deputies", "suggestionfield", "suggestionexclusion"),
)
#: stations and what goes on there, without names and telephones of the staff
_STATIONS: Final = (
    *("station", "stationmove", "stationassignment", "receptionslot", "receptionhost", "hostswap"),
    *("stationhours", "incomingvisit"),
    *("deliberationevent", "standardscheme", "stationassessment", "storycontest", "story"),
)
STATIONS_READ: Final = on("deputies", *_STATIONS, verbs=("view",))
STATIONS_WRITE: Final = (
    *on("deputies", *_STATIONS),
    *on("deputies", "stationstaff", "standarditem", "stationgrade"),
    "deputies.adopt_standardscheme",
)

RECORDS_READ: Final = (
    *STATIONS_READ,
    *on(
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
    *on(
        "supervision",
        "specialreport",
        "reportamount",
        "delivery",
        "followup",
        "followupround",
        "followuprecheck",
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
    *on("deputies", "term", "congresssession", "person", "mandate", "seat", "charge", *_PEOPLE, verbs=("view",)),
    *on("congress", "organ", "organname", "obligation", "documentnumber", "legalrule", verbs=("view",)),
    "deputies.view_importbatch",
    "supervision.view_all_followups",
    "supervision.read_inquiries",
    "supervision.read_auditfindings",
    "supervision.read_circulated",
)

#: the desk of the unfinished: a working committee sees and urges what it watches, the office and chairpersons all
WATCHED_UNFINISHED: Final = ("congress.urge_obligation",)
ALL_UNFINISHED: Final = (*WATCHED_UNFINISHED, "congress.oversee_obligations")

#: patrols as the deputies' committee keeps them: rounds, categories, findings, batches of the platform
PATROLS_READ: Final = on("deputies", "patrolround", "patrolfinding", "patrolcategory", "importbatch", verbs=("view",))
PATROLS_WRITE: Final = (
    *PATROLS_READ,
    *on("deputies", "patrolround", "patrolcategory", verbs=("add", "change")),
    "deputies.add_importbatch",
    "deputies.add_patrolfinding",
    "deputies.assign_patrolfinding",
    "deputies.import_patrolrecords",
)

OPINIONS_WRITE: Final = (
    *on("meetings", "opinionpaper", "opinionpoint"),
    "meetings.delete_opinionpoint",
)

#: an inquiry as its leading committee prepares it; removals are for rows typed by mistake before the sitting
INQUIRIES_WRITE: Final = (
    *on("supervision", "inquiry", "inquiryfinding", "respondent", "question", "commitment"),
    *on("supervision", "inquiryfinding", "respondent", "question", "commitment", verbs=("delete",)),
    "supervision.prepare_inquiry",
)
#: reviews, the pool of experts, joint supervision; findings typed by mistake and items of drafts may be taken out
REVIEWS_WRITE: Final = (
    *on("supervision", "performancereview", "reviewfinding", "reviewscheme", "reviewitem"),
    *on("supervision", "expert", "expertassignment", "jointsupervision", "jointpartner"),
    *on("supervision", "reviewitem", "jointpartner", verbs=("delete",)),
    "supervision.adopt_reviewscheme",
    "supervision.view_expert_contact",
)
#: exams, complaints, survey replies and scores of reviews; every reading is logged (handbook §5.2, §5.3)
REVIEW_ROOM: Final = (*on("supervision", "reviewscore"), "supervision.enter_review_room")

REPORTS_WRITE: Final = (
    *REVIEWS_WRITE,
    *on("supervision", "specialreport", "delivery", "oversight", "oversightsubject", "legalinstrument", "inquiry"),
    *on("supervision", "overseenorgan", "inspectiongroup", "oversightparticipant", "finding"),
    *on("supervision", "oversightsubject", "overseenorgan", "oversightparticipant", "finding", verbs=("delete",)),
    *on("supervision", "reportamount", verbs=("view", "add", "change", "delete")),
    *INQUIRIES_WRITE,
)

#: the committee's own and central work (sections 一(一), 一(二) and 一(五) of its report)
_OWN_WORK: Final = (
    *("taskforce", "taskscope", "indicator", "contactarea", "investment", "outcome", "beneficiary"),
    *("studyresult", "publicityitem", "award", "stafftraining", "countedtotal", "ownrule", "organchange"),
)
OWN_WORK_READ: Final = on("supervision", *_OWN_WORK, verbs=("view",))
OWN_WORK_WRITE: Final = (
    *on("supervision", *_OWN_WORK),
    *on("supervision", "taskscope", "indicator", "contactarea", "beneficiary", verbs=("delete",)),
)
#: that Party documents exist, by their numbers: for the office and the leaders, never for deputies (handbook §0.3)
PARTY_REFERENCES_READ: Final = ("supervision.read_party_references", "supervision.view_partyrequest")
#: yearly plans, campaigns and their teams; removals are for rows of a plan that is not adopted yet
PLANS_WRITE: Final = (
    *on("supervision", "supervisionplan", "topic", "plannedform", "campaign", "oversightteam"),
    *on("supervision", "topic", "oversightteam", verbs=("delete",)),
    "supervision.decide_topicproposal",
    "supervision.propose_topic",
)

#: places of inspections are written by the working committee alone; who may know of which: `InspectionSite.visible_to`
SITES_WRITE: Final = on("supervision", "inspectionsite")

#: filing and review of normative documents (handbook §5.2): the register, the review, citizens' suggestions
FILINGS_WRITE: Final = (
    *on("supervision", "normfiling"),
    *on("supervision", "filingscope"),
    "supervision.change_filingcheck",
    "supervision.view_reviewsuggestion",
    "supervision.review_normfiling",
    "supervision.answer_reviewsuggestion",
)

#: interpellations are kept by the office for the members who sign them
INTERPELLATIONS_WRITE: Final = (
    *on("supervision", "interpellation", "interpellationsigner"),
    "supervision.delete_interpellationsigner",
)

#: the audit ledger (handbook §5.2: written by the finance committee)
AUDIT_WRITE: Final = (*on("supervision", "auditledger", "auditfinding"), "supervision.write_off_auditfinding")

#: everything around a meeting that the office writes; removals are for rows typed by mistake while a meeting is open
MEETINGS_WRITE: Final = (
    *on("meetings", "meeting", "sitting", "agendaitem", "paper", "attendance", "act", "announcement"),
    *on("meetings", "gallery", "leave", "recusal", "vote", "assessment", "assessmentscale", "namedballot"),
    *on("meetings", "meetingminutes", "conclusion", "speech", "majormatter", "deputytalk", "talkpoint"),
    *on(
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
    *on("meetings", "post", "personnelmotion", "personnelaction", "legalexam", "personnelpaper"),
    *on("meetings", "oathceremony", "oath", "announcement"),
    *on("meetings", "personnelaction", "personnelpaper", verbs=("delete",)),
    "meetings.view_tenure",
    "meetings.view_postcategory",
    "meetings.change_postcategory",
    "meetings.enter_personnel_room",
)

#: by-elections and resignations
BY_ELECTIONS_WRITE: Final = (
    *on("meetings", "byelection", "candidate", "resignation"),
    "meetings.delete_candidate",
)

#: the duty ledger and the yearly assessment (handbook §5.2: written by the deputies' committee)
DUTY_WRITE: Final = (
    *on("deputies", "dutyactivity"),
    "deputies.view_activityattendance",
    "deputies.verify_duty",
)
PERFORMANCE_WRITE: Final = (
    *on("deputies", "performancescheme", "schemepart", "schemeitem", "schemegrade", "schemerater"),
    *on("deputies", "schemepart", "schemeitem", "schemegrade", "schemerater", verbs=("delete",)),
    "deputies.adopt_performancescheme",
    "deputies.view_dutyassessment",
    *on("deputies", "assessmententry"),
    "deputies.delete_assessmententry",
    "deputies.view_raterscore",
    "deputies.compute_dutyassessment",
    "deputies.confirm_dutyassessment",
    "deputies.view_assessmentobjection",
    "deputies.answer_objection",
)
#: chairpersons read the scores (handbook §5.2)
PERFORMANCE_READ: Final = (
    "deputies.view_dutyassessment",
    *on("deputies", "activityattendance", "dutyactivity", verbs=("view",)),
)
