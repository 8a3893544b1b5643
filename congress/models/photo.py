"""The shape of a photograph: the original for the record, a copy that may be shown, a small one for lists."""

from django.db import models

from .document import Attachment


class Photo(models.Model):
    """A picture taken on duty; each subject has its own table of this shape.

    A camera writes place, time and device into a picture. Those stay in the original, which is private; the copy and
    the thumbnail hold nothing but what is seen, with `hidden_areas` made unreadable (Personal Information Protection
    Law arts 6, 28). Areas are [left, top, width, height] in thousandths of the upright picture.
    """

    original = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+", verbose_name="原图")
    shown = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+", verbose_name="展示图")
    thumbnail = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+", verbose_name="缩略图")
    hidden_areas = models.JSONField("遮挡区域", default=list, blank=True, editable=False)

    class Meta:
        abstract = True
