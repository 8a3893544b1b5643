"""Accounts and their roles."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from congress.http import signed_in
from congress.models import User
from congress.roles import BY_CODE, ROLES
from congress.services import accounts, activity, notifications

from .base import PortalForm
from .exporting import ExportAdmin, ListResource, column
from .steps import Step, SteppedAdmin

_ORDER = {role.code: place for place, role in enumerate(ROLES)}


class RoleField(forms.ModelMultipleChoiceField[Group]):
    """Roles by what people call them."""

    def label_from_instance(self, obj: Any) -> str:
        """The role's name, and the mark of those who work on the desk."""
        role = BY_CODE.get(obj.name)
        return obj.name if role is None else f"{role.label}{'（使用工作台账）' if role.is_staff else ''}"


class AccountForm(PortalForm, UserChangeForm):  # type: ignore[type-arg]
    """An account; the password has a form of its own."""

    class Meta:
        model = User
        fields = "__all__"


class NewAccountForm(AdminUserCreationForm):  # type: ignore[type-arg]
    """A new account with its first password."""

    class Meta:
        model = User
        fields = ("username", "display_name")


def _may_change(user: User, account: User) -> bool:
    """The system's account and superusers are out of the office's hands."""
    if account.username == User.SYSTEM:
        return False
    return user.has_perm("congress.change_user") and (user.is_superuser or not account.is_superuser)


class AccountResource(ListResource):
    """Accounts as a list."""

    username = column("用户名", "username")
    display_name = column("姓名", "display_name")
    organ = column("所属机关", "organ__name")
    title = column("职务", "title")
    is_active = column("可登录", "is_active")
    related = ("organ",)


@admin.register(User)
class AccountAdmin(ExportAdmin, SteppedAdmin, UserAdmin):  # type: ignore[type-arg]
    """Accounts: opened and closed here, never deleted, because the log names them."""

    form = AccountForm
    add_form = NewAccountForm
    resource_classes = [AccountResource]
    list_display = ("username", "display_name", "organ", "role_labels", "is_active", "last_login")
    list_filter = ("is_active", "groups", "organ__kind")
    list_select_related = ("organ",)
    search_fields = ("username", "display_name", "email", "organ__name")
    ordering = ("username",)
    filter_horizontal = ()
    autocomplete_fields = ("organ",)
    readonly_fields = ("last_login", "date_joined", "may_sign_in", "works_here")
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "title", "organ", "email")}),
        ("角色", {"fields": ("groups",)}),
        ("状态", {"fields": (("may_sign_in", "works_here"), ("last_login", "date_joined"))}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "display_name",
                    "title",
                    "organ",
                    "email",
                    "usable_password",
                    "password1",
                    "password2",
                ),
                "description": "先设定用户名和初始密码，保存后选择角色。",
            },
        ),
    )
    steps = (
        Step(
            "deactivate",
            "停用账号",
            lambda account, actor, data: accounts.deactivate(account, actor=actor),
            _may_change,
            lambda account: account.is_active,
        ),
        Step(
            "activate",
            "启用账号",
            lambda account, actor, data: accounts.activate(account, actor=actor),
            _may_change,
            lambda account: not account.is_active,
        ),
        Step(
            "unlock",
            "解除登录锁定",
            lambda account, actor, data: accounts.unlock(account, actor=actor),
            _may_change,
            lambda account: account.is_active,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Accounts with their roles."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="角色")
    def role_labels(self, account: User) -> str:
        """The roles in words."""
        codes = sorted((group.name for group in account.groups.all()), key=lambda code: _ORDER.get(code, 99))
        return "、".join(BY_CODE[code].label if code in BY_CODE else code for code in codes)

    @admin.display(description="可登录", boolean=True)
    def may_sign_in(self, account: User) -> bool:
        """Whether the account is open."""
        return account.is_active

    @admin.display(description="使用工作台账", boolean=True)
    def works_here(self, account: User) -> bool:
        """Whether one of its roles works on the desk."""
        return account.is_staff

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Roles as boxes to tick."""
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        return RoleField(
            queryset=Group.objects.filter(name__in=BY_CODE),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label="角色",
            help_text="角色决定可以办理的事项；录入、审核、发布分由不同的角色办理。",
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The system's account and superusers are out of the office's hands."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or _may_change(signed_in(request), obj))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """A new password together with its line in the log and the word to its owner, or none of them."""
        request.sets_password = True  # type: ignore[attr-defined]
        with transaction.atomic():
            return super().user_change_password(request, id, form_url)

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> Any:
        """One line in the activity log; of a password that somebody else set the owner is told."""
        if not getattr(request, "sets_password", False):
            return super().log_change(request, obj, message)
        notifications.tell(
            [obj],
            subject="您的登录密码已由系统管理员重设",
            body="如非您本人要求，请立即告知人大办公室主任或审计员；登录后请自行修改密码。",
            path=reverse("account_change_password"),
        )
        return activity.record(signed_in(request), "重设密码", obj, path=self.record_url(obj))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Roles are given by the service, which also decides who enters the desk."""
        roles = form.cleaned_data.pop("groups", None)
        super().save_related(request, form, formsets, change)
        if roles is not None:
            accounts.set_roles(form.instance, [group.name for group in roles], actor=signed_in(request))
