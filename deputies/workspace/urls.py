"""Workspace pages of deputies."""

from django.urls import path

from deputies.workspace.allowance import MyAllowances
from deputies.workspace.contact import ContactList
from deputies.workspace.duty import DutyRecord, MyDuty, NewRecord, ToCheck
from deputies.workspace.duty_activity import ActivityList, ActivityPage, NewActivity
from deputies.workspace.duty_file import DutyFile, DutyFileOfAll
from deputies.workspace.duty_import import ActivityImport, ActivityTemplate
from deputies.workspace.local_meeting import CouncillorList, LocalMeetingList, LocalMeetingPage
from deputies.workspace.patrol import FindingList, FindingPage, PatrolFunnel
from deputies.workspace.patrol_report import ReportPage, worker
from deputies.workspace.performance import PerformanceList, PerformancePage, RatingList, RatingPage
from deputies.workspace.profile import PublicProfile
from deputies.workspace.reception import MyReceptions, ReceptionPage
from deputies.workspace.roll import DeputyRoll
from deputies.workspace.station import PosterPage, RosterFile, RosterPage, StationDesk, StationList
from deputies.workspace.station_assessment import AssessmentList, AssessmentPage, ChecksPage
from deputies.workspace.suggestion import SuggestionDraft, SuggestionList, SuggestionPage, SuggestionsAlike
from deputies.workspace.suggestion_handling import SuggestionHandlingPage
from deputies.workspace.voice import VoiceList, VoicePage, VoiceTakeDown, VoiceVisitor
from deputies.workspace.voice_papers import VoiceLists, VoiceSheet

app_name = "deputies_workspace"
urlpatterns = [
    path("allowances/", MyAllowances.as_view(), name="allowance_list"),
    path("contacts/", ContactList.as_view(), name="contact_list"),
    path("councillors/", CouncillorList.as_view(), name="councillor_list"),
    path("duty/", MyDuty.as_view(), name="duty_home"),
    path("duty/new/", NewRecord.as_view(), name="duty_new"),
    path("duty/records/<int:pk>/", DutyRecord.as_view(), name="duty_record"),
    path("duty/checks/", ToCheck.as_view(), name="duty_checks"),
    path("duty/activities/", ActivityList.as_view(), name="duty_activity_list"),
    path("duty/activities/new/", NewActivity.as_view(), name="duty_activity_new"),
    path("duty/activities/import/", ActivityImport.as_view(), name="duty_activity_import"),
    path("duty/activities/import/template/", ActivityTemplate.as_view(), name="duty_activity_template"),
    path("duty/activities/<int:pk>/", ActivityPage.as_view(), name="duty_activity"),
    path("duty/files/all/<int:year>/<slug:kind>/", DutyFileOfAll.as_view(), name="duty_file_of_all"),
    path("duty/files/<int:person>/<int:year>/<slug:kind>/", DutyFile.as_view(), name="duty_file"),
    path("duty/assessments/", PerformanceList.as_view(), name="performance_list"),
    path("duty/assessments/<int:pk>/", PerformancePage.as_view(), name="performance_detail"),
    path("duty/ratings/", RatingList.as_view(), name="rating_list"),
    path("duty/ratings/<int:pk>/", RatingPage.as_view(), name="rating_form"),
    path("local-meetings/", LocalMeetingList.as_view(), name="local_meeting_list"),
    path("local-meetings/<int:pk>/", LocalMeetingPage.as_view(), name="local_meeting_detail"),
    path("deputies/", DeputyRoll.as_view(), name="deputy_roll"),
    path("voices/", VoiceList.as_view(), name="voice_list"),
    path("voices/new/", VoiceTakeDown.as_view(), name="voice_take_down"),
    path("voices/lists/", VoiceLists.as_view(), name="voice_lists"),
    path("voices/<int:pk>/", VoicePage.as_view(), name="voice_detail"),
    path("voices/<int:pk>/sheet/", VoiceSheet.as_view(), name="voice_sheet"),
    path("voices/<int:pk>/visitor/", VoiceVisitor.as_view(), name="voice_visitor"),
    path("patrols/", FindingList.as_view(), name="patrol_list"),
    path("patrols/<int:pk>/", FindingPage.as_view(), name="patrol_detail"),
    path("patrols/funnel/", PatrolFunnel.as_view(), name="patrol_funnel"),
    path("patrols/new/", ReportPage.as_view(), name="patrol_report"),
    path("patrols/new/worker.js", worker, name="patrol_worker"),
    path("profile/public/", PublicProfile.as_view(), name="public_profile"),
    path("receptions/", MyReceptions.as_view(), name="reception_list"),
    path("receptions/<int:pk>/", ReceptionPage.as_view(), name="reception_detail"),
    path("stations/", StationList.as_view(), name="station_list"),
    path("stations/roster/", RosterPage.as_view(), name="roster"),
    path("stations/roster/<slug:name>/", RosterFile.as_view(), name="roster_file"),
    path("stations/assessments/", AssessmentList.as_view(), name="assessment_list"),
    path("stations/assessments/<int:pk>/", AssessmentPage.as_view(), name="assessment_detail"),
    path("stations/<slug:code>/", StationDesk.as_view(), name="station_detail"),
    path("stations/<slug:code>/checks/", ChecksPage.as_view(), name="station_checks"),
    path("stations/<slug:code>/poster/", PosterPage.as_view(), name="station_poster"),
    path("stations/<slug:code>/poster/<int:mandate>/", PosterPage.as_view(), name="deputy_poster"),
    path("suggestions/", SuggestionList.as_view(), name="suggestion_list"),
    path("suggestions/new/", SuggestionDraft.as_view(), name="suggestion_draft"),
    path("suggestions/alike/", SuggestionsAlike.as_view(), name="suggestions_alike"),
    path("suggestions/from-voice/<int:opinion>/", SuggestionDraft.as_view(), name="suggestion_from_voice"),
    path("suggestions/<int:pk>/", SuggestionPage.as_view(), name="suggestion_detail"),
    path("suggestions/handling/<int:pk>/", SuggestionHandlingPage.as_view(), name="suggestion_handling"),
]
