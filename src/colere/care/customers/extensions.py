"""What customers plug into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.care.customers.actions.imports import import_customers, import_purchases
from colere.care.customers.models import Customer, CustomerIdentity
from colere.care.customers.queries.exports import attribute_keys, customer_rows, purchase_rows
from colere.care.customers.schemas import CUSTOMER_COLUMNS, PURCHASE_COLUMNS, understand_purchase
from colere.care.customers.views.hits import customer_hits, everybody_visible, identity_hits
from colere.platform.audit.personal import PersonalTable, register_personal
from colere.platform.imports import ExportKind, ImportKind, register_export, register_kind
from colere.platform.search import SearchIndex, register_index
from colere.platform.ui.places import register_place
from colere.platform.ui.registry import NavItem, PaletteCommand, register_command, register_nav, register_timeline

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

register_export(
    ExportKind(
        name="customers",
        label=_("customers"),
        columns=tuple(column.name for column in CUSTOMER_COLUMNS),
        rows=customer_rows,
        permission="customers.read",
        further=attribute_keys,
    )
)
register_export(
    ExportKind(
        name="purchases",
        label=_("purchases"),
        columns=tuple(column.name for column in PURCHASE_COLUMNS),
        rows=purchase_rows,
        permission="customers.read",
    )
)

# Screens

register_nav(NavItem(_("Customers"), "customers:customer-list", "users", "customers.read", order=30))
register_command(
    PaletteCommand(_("Add a customer"), "customers:customer-add", "customers.edit", _("new person"), "user-plus", 30)
)
register_command(
    PaletteCommand(
        _("Records that look alike"),
        "customers:duplicate-list",
        "customers.merge",
        _("duplicates merge"),
        "git-merge",
        31,
    )
)
register_command(
    PaletteCommand(
        _("Facts about customers"),
        "customers:definition-list",
        "customers.define_attributes",
        _("attributes"),
        "tags",
        32,
    )
)
for _event, _template, _icon in (
    ("CustomerAdded", "added", "user-plus"),
    ("CustomerNoted", "note", "note"),
    ("ConsentRecorded", "consent", "signature"),
    ("CustomersMerged", "merged", "git-merge"),
    ("CustomersUnmerged", "merged", "git-merge"),
    ("PurchaseRecorded", "purchase", "shopping-bag"),
):
    register_timeline(
        kind=f"customers.{_event}",
        template=f"customers/_timeline_{_template}.html",
        permission="customers.read",
        icon=_icon,
        tone="sky" if _template == "note" else "plain",
    )
register_index(
    SearchIndex(
        name="customers",
        label=_("Customers"),
        model=Customer,
        columns=("name",),
        permission="customers.read",
        visible=everybody_visible,
        fields=("name", "merged_into_id", "company__name", "last_contact_at"),
        hits=customer_hits,
        order=10,
        is_prefix=True,
    )
)
register_index(
    SearchIndex(
        name="identities",
        label=_("Customers by address or number"),
        model=CustomerIdentity,
        columns=("value",),
        permission="customers.read",
        visible=everybody_visible,
        fields=("kind", "value", "customer_id", "customer__name", "source__name"),
        hits=identity_hits,
        order=11,
        is_prefix=True,
    )
)
register_place("customer", "customers:customer-detail")

# Where people stand

register_personal(
    PersonalTable("customers.Customer", "customer", "", "blank", ("name", "birthday", "attributes", "language")),
    PersonalTable("customers.CustomerIdentity", "customer", "customer", "delete"),
    PersonalTable("customers.CustomerNote", "customer", "customer", "delete"),
    PersonalTable("customers.CustomerNote", "person", "author", "unlink"),
    PersonalTable("customers.Consent", "customer", "customer", "blank", ("evidence",)),
    PersonalTable("customers.CustomerMerge", "customer", "kept", "blank", ("moved",)),
    PersonalTable("customers.CustomerMerge", "customer", "absorbed", "blank", ("moved",)),
    PersonalTable("customers.LikelyDuplicate", "customer", "first", "delete"),
    PersonalTable("customers.LikelyDuplicate", "customer", "second", "delete"),
    PersonalTable("customers.Purchase", "customer", "customer", "keep", why="the books must add up"),
)
