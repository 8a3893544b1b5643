"""Deciding a request for more time."""

from django.http import Http404
from django.utils import timezone

from congress.models import Extension
from congress.services import obligations
from supervision.models import FollowUp
from supervision.workspace.follow_up import DECIDE_EXTENSION, USE, FollowUpStep
from supervision.workspace.forms import DecideForm


class ExtensionDecide(FollowUpStep):
    """同意 or 不同意, by somebody else than the one who asked."""

    permission_required = (USE, DECIDE_EXTENSION)
    form_class = DecideForm
    done = "已登记决定，申请人将收到通知。"

    def act(self, follow_up: FollowUp, form: DecideForm) -> None:
        """Grant or refuse; a request that was decided meanwhile is told so."""
        extension = Extension.objects.filter(
            pk=self.kwargs["extension"], obligation__followupround__follow_up=follow_up
        ).first()
        if extension is None:
            raise Http404
        decide = (
            obligations.approve_extension if form.cleaned_data["verdict"] == "approve" else obligations.refuse_extension
        )
        decide(extension, decision=form.cleaned_data["decision"], actor=self.user, today=timezone.localdate())
