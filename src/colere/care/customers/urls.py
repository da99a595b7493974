from django.urls import path

from colere.care.customers.views import definitions, detail, editing, listing, twins

app_name = "customers"
urlpatterns = [
    path("customers", listing.customer_list, name="customer-list"),
    path("customers/new", editing.customer_add, name="customer-add"),
    path("customers/<int:pk>", detail.customer_detail, name="customer-detail"),
    path("customers/<int:pk>/edit", editing.customer_edit, name="customer-edit"),
    path("customers/<int:pk>/known", editing.known_add, name="known-add"),
    path("customers/known/<int:pk>/remove", editing.known_remove, name="known-remove"),
    path("customers/<int:pk>/notes", editing.note_add, name="note-add"),
    path("customers/notes/<int:pk>/pin", editing.note_pin, name="note-pin"),
    path("customers/notes/<int:pk>/unpin", editing.note_unpin, name="note-unpin"),
    path("customers/notes/<int:pk>/remove", editing.note_remove, name="note-remove"),
    path("customers/notes/<int:pk>/restore", editing.note_restore, name="note-restore"),
    path("customers/<int:pk>/consents", editing.consent_record, name="consent-record"),
    path("customers/duplicates", twins.duplicate_list, name="duplicate-list"),
    path("customers/duplicates/look", twins.duplicate_look, name="duplicate-look"),
    path("customers/duplicates/<int:pk>/dismiss", twins.duplicate_dismiss, name="duplicate-dismiss"),
    path("customers/duplicates/<int:pk>/reopen", twins.duplicate_reopen, name="duplicate-reopen"),
    path("customers/<int:pk>/compare/<int:other>", twins.customer_compare, name="customer-compare"),
    path("customers/<int:pk>/merge/<int:other>", twins.customer_merge, name="customer-merge"),
    path("customers/<int:pk>/merges", twins.merge_list, name="merge-list"),
    path("customers/merges/<int:pk>/undo", twins.merge_undo, name="merge-undo"),
    path("customers/facts", definitions.definition_list, name="definition-list"),
    path("customers/facts/<int:pk>", definitions.definition_edit, name="definition-edit"),
    path("customers/facts/<int:pk>/remove", definitions.definition_remove, name="definition-remove"),
]
