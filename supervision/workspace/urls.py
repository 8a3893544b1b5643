"""Workspace pages of supervision."""

from django.urls import path

from supervision.workspace.audit import FindingList, FindingPage
from supervision.workspace.circulated import CirculatedDetail, CirculatedList
from supervision.workspace.expert import AssignmentList, AssignmentPage, ExpertPage
from supervision.workspace.extension import ExtensionDecide
from supervision.workspace.filing import FilingList, FilingNew, FilingPage
from supervision.workspace.follow_up import (
    Acknowledge,
    Draft,
    Escalate,
    FollowUpList,
    FollowUpPage,
    Report,
    RequestExtension,
)
from supervision.workspace.inquiry import CommitmentPage, InquiryList, InquiryPage
from supervision.workspace.interpellation import InterpellationList, InterpellationPage
from supervision.workspace.milestone import MilestoneList
from supervision.workspace.oversight import OversightList, OversightPage, SeriesPage
from supervision.workspace.own_work import OwnWorkYear
from supervision.workspace.plan import PlanList, PlanPage
from supervision.workspace.report import ReportPage
from supervision.workspace.review import ReviewList, ReviewPage
from supervision.workspace.topic_proposal import TopicProposalPage, TopicPropose

app_name = "supervision_workspace"
urlpatterns = [
    path("plans/", PlanList.as_view(), name="plan_list"),
    path("plans/<int:pk>/", PlanPage.as_view(), name="plan_detail"),
    path("topics/", TopicPropose.as_view(), name="topic_propose"),
    path("topics/<int:pk>/", TopicProposalPage.as_view(), name="topic_proposal_detail"),
    path("milestones/", MilestoneList.as_view(), name="milestone_list"),
    path("follow-ups/", FollowUpList.as_view(), name="follow_up_list"),
    path("follow-ups/<int:pk>/", FollowUpPage.as_view(), name="follow_up_detail"),
    path("follow-ups/<int:pk>/acknowledge/", Acknowledge.as_view(), name="follow_up_acknowledge"),
    path("follow-ups/<int:pk>/draft/", Draft.as_view(), name="follow_up_draft"),
    path("follow-ups/<int:pk>/report/", Report.as_view(), name="follow_up_report"),
    path("follow-ups/<int:pk>/extension/", RequestExtension.as_view(), name="follow_up_extension"),
    path("follow-ups/<int:pk>/escalate/", Escalate.as_view(), name="follow_up_escalate"),
    path("follow-ups/<int:pk>/extensions/<int:extension>/", ExtensionDecide.as_view(), name="extension_decide"),
    path("own-work/", OwnWorkYear.as_view(), name="own_work_year"),
    path("oversight/", OversightList.as_view(), name="oversight_list"),
    path("oversight/series/", SeriesPage.as_view(), name="oversight_series"),
    path("oversight/<int:pk>/", OversightPage.as_view(), name="oversight_detail"),
    path("reports/<int:pk>/", ReportPage.as_view(), name="report_detail"),
    path("filings/", FilingList.as_view(), name="filing_list"),
    path("filings/new/", FilingNew.as_view(), name="filing_new"),
    path("filings/<int:pk>/", FilingPage.as_view(), name="filing_detail"),
    path("reviews/", ReviewList.as_view(), name="review_list"),
    path("reviews/<int:pk>/", ReviewPage.as_view(), name="review_detail"),
    path("experts/<int:pk>/", ExpertPage.as_view(), name="expert_detail"),
    path("assignments/", AssignmentList.as_view(), name="assignment_list"),
    path("assignments/<int:pk>/", AssignmentPage.as_view(), name="assignment_detail"),
    path("circulated/", CirculatedList.as_view(), name="circulated_list"),
    path("circulated/<int:pk>/", CirculatedDetail.as_view(), name="circulated_detail"),
    path("audit/", FindingList.as_view(), name="audit_list"),
    path("audit/<int:pk>/", FindingPage.as_view(), name="audit_detail"),
    path("inquiries/", InquiryList.as_view(), name="inquiry_list"),
    path("inquiries/<int:pk>/", InquiryPage.as_view(), name="inquiry_detail"),
    path("commitments/<int:pk>/", CommitmentPage.as_view(), name="commitment_detail"),
    path("interpellations/", InterpellationList.as_view(), name="interpellation_list"),
    path("interpellations/<int:pk>/", InterpellationPage.as_view(), name="interpellation_detail"),
]
