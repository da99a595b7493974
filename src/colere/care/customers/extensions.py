"""What customers plug into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.care.customers.actions.imports import import_customers, import_purchases
from colere.care.customers.schemas import CUSTOMER_COLUMNS, PURCHASE_COLUMNS, understand_purchase
from colere.platform.imports import ImportKind, register_kind

register_kind(
    ImportKind(
        name="customers", label=_("customers"), columns=CUSTOMER_COLUMNS, load=import_customers, keeps_further=True
    )
)
register_kind(
    ImportKind(
        name="purchases",
        label=_("purchases"),
        columns=PURCHASE_COLUMNS,
        understand=understand_purchase,
        load=import_purchases,
    )
)
