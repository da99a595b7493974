"""Accounts and one-time links."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from colere.platform.accounts.roles import Role


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by e-mail, whatever its case."""

    def get_by_natural_key(self, email: str | None) -> "Account":
        """The account with this address. Raises `Account.DoesNotExist`."""
        return self.get(email=(email or "").strip().lower())


class Account(AbstractBaseUser):
    """Somebody who can sign in. The address is kept in lower case and is unique."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    roles = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    theme = models.CharField(
        max_length=5, default="auto", choices=[("auto", "auto"), ("light", "light"), ("dark", "dark")]
    )
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(theme__in=["auto", "light", "dark"]), name="account_theme_known")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def role_set(self) -> frozenset[Role]:
        """The roles; everybody is a colleague."""
        known = {Role(r) for r in self.roles if r in Role._value2member_map_}
        return frozenset(known | {Role.COLLEAGUE})

    def get_full_name(self) -> str:
        """The name, for allauth's mails."""
        return self.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used; `colere.platform.permissions` decides."""
        return False


class SignInLink(models.Model):
    """A link that signs somebody in once. Only a digest of its token is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
