"""Who may read what is said about us in public: everybody here."""

from django.utils.translation import gettext_lazy as _

from colere.platform.permissions import everyone, register

register("mentions.read", label=_("Read reviews and mentions"), policy=everyone)
