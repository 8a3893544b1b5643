"""The admin site: the office's desk."""

from django.contrib.admin import AdminSite


class PortalAdminSite(AdminSite):
    """Django's admin under the committee's name, for staff who signed in through the portal."""

    site_header = "人大常委会工作台账"
    site_title = "工作台账"
    index_title = "今日工作"
