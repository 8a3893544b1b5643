"""Papers of a meeting: who may open the files."""

from django.db.models import Q

from congress import registry
from congress.models import User
from meetings.services import audience


def papers(user: User | None) -> Q:
    """Papers: for those who read meetings, and for people expected at the meeting once the papers were issued."""
    if user is None:
        return Q(pk__in=[])
    if user.has_perm(audience.READ_ALL_PAPERS):
        return Q(papers__isnull=False)
    return Q(pk__in=audience.papers_open_to(user).values("attachment"))


registry.file_access.add("papers", papers)
