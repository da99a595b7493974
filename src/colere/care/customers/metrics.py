"""What is measured about customers' purchases. A purchase belongs to the day on which it was made."""

from django.utils.translation import gettext_lazy as _

from colere.care.customers.events import PurchaseRecorded
from colere.platform.metrics import Fact, register_fact

FACT = register_fact(
    Fact(
        name="purchases",
        label=_("Purchases"),
        key="purchase",
        at="at",
        columns={
            "purchase": "int64",
            "customer": "int64",
            "at": "timestamp",
            "amount": "float64",
            "currency": "string",
            "product": "string",
            "quantity": "float64",
        },
        events=(PurchaseRecorded,),
    )
)
