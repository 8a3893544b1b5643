"""Accounts: who signs in, for which organ."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

from .organ import Organ


class UserQuerySet(models.QuerySet["User"]):
    """Accounts as a clerk would name them."""

    def active(self) -> "UserQuerySet":
        """Accounts that may sign in."""
        return self.filter(is_active=True)

    def of(self, organ: Organ) -> "UserQuerySet":
        """Active accounts that act for an organ."""
        return self.active().filter(organ=organ)

    def with_role(self, *codes: str) -> "UserQuerySet":
        """Active accounts that hold one of the roles (`congress.roles`)."""
        return self.active().filter(groups__name__in=codes).distinct()


class PortalUserManager(UserManager["User"]):
    """Django's manager with the account queries of `UserQuerySet`."""

    def get_queryset(self) -> UserQuerySet:
        """All accounts."""
        return UserQuerySet(self.model, using=self._db)

    def of(self, organ: Organ) -> UserQuerySet:
        """Active accounts that act for an organ."""
        return self.get_queryset().of(organ)

    def with_role(self, *codes: str) -> UserQuerySet:
        """Active accounts that hold one of the roles."""
        return self.get_queryset().with_role(*codes)

    def system(self) -> "User":
        """The account under which tasks and imports act; it cannot sign in.

        Raises User.DoesNotExist before `manage.py prepare` has run.
        """
        return self.get_queryset().get(username=User.SYSTEM)


class User(AbstractUser):
    """An account: one person's key to the portal, acting for at most one organ.

    Roles are `auth.Group` rows named by the codes of `congress.roles`.
    """

    #: user name of the account under which tasks and imports act
    SYSTEM = "system"

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField("姓名", max_length=60)
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name="所属机关"
    )
    title = models.CharField("职务", max_length=60, blank=True)

    objects: ClassVar[PortalUserManager] = PortalUserManager()

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"
        ordering = ("username",)
        permissions = (("use_workspace", "使用工作台"),)

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """The name as papers and pages print it."""
        return str(self)

    def get_short_name(self) -> str:
        """The same name: Chinese names are not cut."""
        return str(self)
