"""Public pages of supervision."""

from django.urls import path

from supervision.public.audit import LedgerDetail, LedgerList
from supervision.public.filing import FilingDetail, FilingList
from supervision.public.inquiry import InquiryDetail, InquiryList
from supervision.public.interpellation import InterpellationDetail, InterpellationList
from supervision.public.opinion import OpinionDetail, OpinionList
from supervision.public.oversight import OversightDetail, OversightList
from supervision.public.plan import PlanDetail, PlanList
from supervision.public.report import ReportDetail, ReportList
from supervision.public.review import ExpertDirectory, ReviewDetail, ReviewList
from supervision.public.review_suggestion import SuggestionForm, SuggestionLookUp, SuggestionReceipt
from supervision.public.topic_proposal import TopicPropose, TopicReceipt

app_name = "supervision_public"
urlpatterns = [
    path("plans/", PlanList.as_view(), name="plan_list"),
    path("plans/<int:pk>/", PlanDetail.as_view(), name="plan_detail"),
    path("topics/propose/", TopicPropose.as_view(), name="topic_propose"),
    path("topics/<str:receipt>/", TopicReceipt.as_view(), name="topic_receipt"),
    path("reports/", ReportList.as_view(), name="report_list"),
    path("reports/<int:pk>/", ReportDetail.as_view(), name="report_detail"),
    path("opinions/", OpinionList.as_view(), name="opinion_list"),
    path("opinions/<int:pk>/", OpinionDetail.as_view(), name="opinion_detail"),
    path("oversight/", OversightList.as_view(), name="oversight_list"),
    path("oversight/<int:pk>/", OversightDetail.as_view(), name="oversight_detail"),
    path("inquiries/", InquiryList.as_view(), name="inquiry_list"),
    path("filings/", FilingList.as_view(), name="filing_list"),
    path("filings/suggest/", SuggestionForm.as_view(), name="suggestion_form"),
    path("filings/suggestions/", SuggestionLookUp.as_view(), name="suggestion_look_up"),
    path("filings/suggestions/<str:receipt>/", SuggestionReceipt.as_view(), name="suggestion_receipt"),
    path("filings/<int:pk>/", FilingDetail.as_view(), name="filing_detail"),
    path("inquiries/<int:pk>/", InquiryDetail.as_view(), name="inquiry_detail"),
    path("audit/", LedgerList.as_view(), name="audit_list"),
    path("audit/<int:pk>/", LedgerDetail.as_view(), name="audit_detail"),
    path("reviews/", ReviewList.as_view(), name="review_list"),
    path("reviews/<int:pk>/", ReviewDetail.as_view(), name="review_detail"),
    path("experts/", ExpertDirectory.as_view(), name="expert_list"),
    path("interpellations/", InterpellationList.as_view(), name="interpellation_list"),
    path("interpellations/<int:pk>/", InterpellationDetail.as_view(), name="interpellation_detail"),
]
