"""Papers laid before a meeting, in versions."""

from django.db import transaction
from django.db.models import Max

from congress.models import User
from congress.services import activity, attachments
from congress.services.attachments import Upload
from meetings.models import Paper


@transaction.atomic
def lay(paper: Paper, upload: Upload, *, actor: User) -> None:
    """Lay a file before the meeting: as the next version where a paper of that title is there already.

    Raises ValidationError if the file is refused; then nothing is kept.
    """
    paper.attachment = attachments.store(upload, actor=actor)
    lay_stored(paper, actor=actor)


@transaction.atomic
def lay_stored(paper: Paper, *, actor: User) -> None:
    """The same of a file that is kept already: an organ filed it with its report."""
    earlier = Paper.objects.filter(meeting=paper.meeting_id, title=paper.title)
    paper.version = (earlier.aggregate(last=Max("version"))["last"] or 0) + 1
    paper.full_clean()
    paper.save(force_insert=True)
    activity.record(
        actor,
        "登记会议材料",
        paper,
        path=f"/admin/meetings/meeting/{paper.meeting_id}/change/",
        detail={"version": paper.version},
    )


def late_days(paper: Paper) -> int:
    """Days by which a paper came after the day on which papers had to be out (SC-PAPERS); 0 where none was owed.

    Lateness is shown, never hidden. Reads the meeting with its deadline: join them for lists.
    """
    owed = paper.meeting.papers_obligation
    if owed is None or paper.received_on is None:
        return 0
    return max((paper.received_on - owed.due_on).days, 0)
