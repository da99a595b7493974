"""Customers, what identifies them, what they bought and what they agreed to."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from colere.foundation.models import Person
from colere.platform.imports.models import Source


class Company(models.Model):
    """A company that customers belong to."""

    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="company_name_once")]

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    """A person (or an organisation) that we look after.

    `merged_into` points to the record that took this one over; such a record stays, so that old links work and a
    merge can be undone.
    """

    name = models.CharField(max_length=200, blank=True)
    company = models.ForeignKey(Company, null=True, on_delete=models.SET_NULL, related_name="+")
    birthday = models.DateField(null=True)
    customer_since = models.DateField(null=True)
    language = models.CharField(max_length=10, blank=True)
    attributes = models.JSONField(default=dict)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    fingerprint = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    last_contact_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(Lower("name"), name="customer_name"),
            models.Index(
                fields=["-last_contact_at", "-id"], name="customer_recent", condition=Q(merged_into__isnull=True)
            ),
            models.Index(fields=["merged_into"], name="customer_merged", condition=Q(merged_into__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="customer_not_into_itself")
        ]

    def __str__(self) -> str:
        return self.name


class CustomerIdentity(models.Model):
    """Something by which a customer is known. Unique: it belongs to one customer.

    `email` lower case, `phone` E.164, `handle` "network:name", `source` the id within a source (`source` is set only
    then). `fingerprint` is the hash of the row that came with an id from a list of customers: 0 where none has yet.
    """

    EMAIL, PHONE, HANDLE, SOURCE = "email", "phone", "handle", "source"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=8, choices=[(k, k) for k in ("email", "phone", "handle", "source")])
    value = models.CharField(max_length=254)
    source = models.ForeignKey(Source, null=True, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], condition=Q(source__isnull=True), name="identity_once"),
            models.UniqueConstraint(
                fields=["source", "value"], condition=Q(kind="source"), name="identity_source_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="source", source__isnull=False) | (~Q(kind="source") & Q(source__isnull=True)),
                name="identity_source_only_for_ids",
            ),
        ]
        indexes = [models.Index(fields=["value", "kind"], name="identity_value")]


class AttributeDefinition(models.Model):
    """A further fact about customers that this company keeps, with its type."""

    TYPES = [("text", "Text"), ("number", "Number"), ("date", "Date"), ("flag", "Yes or no"), ("choice", "Choice")]

    key = models.SlugField(max_length=60, unique=True)
    label = models.CharField(max_length=120)
    type = models.CharField(max_length=10, choices=TYPES, default="text")
    choices = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "label"]


class CustomerNote(models.Model):
    """What a colleague wants others to know about a customer. Internal."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(max_length=4000)
    at = models.DateTimeField(default=timezone.now)
    is_pinned = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-is_pinned", "-at"]


class Consent(models.Model):
    """What a customer agreed to or refused, when and how we know. The newest line of a purpose counts; older ones
    stay.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=40)
    is_given = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)
    evidence = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["customer", "purpose", "-at"], name="consent_newest")]


class CustomerMerge(models.Model):
    """Two records that were one person. `moved` keeps what went over, so that the merge can be undone."""

    kept = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    absorbed = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    moved = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=60)
    undone_at = models.DateTimeField(null=True)


class LikelyDuplicate(models.Model):
    """Two records that look like one person, found by `actions.duplicates`. `first` has the lower id.

    `score` 0-1 and `reasons` (codes of `rules.likeness`) are those of the last look. A pair that somebody has called
    two different people stays with `dismissed_at`, so that it is not offered again.
    """

    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField(default=timezone.now)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likely_duplicate_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="likely_duplicate_in_order"),
        ]
        indexes = [
            models.Index(fields=["-score", "-id"], name="likely_duplicate_open", condition=Q(dismissed_at__isnull=True))
        ]


class Purchase(models.Model):
    """Something that a customer bought."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=200)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, blank=True)
    product = models.CharField(max_length=200, blank=True)
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=1)
    fingerprint = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="purchase_source_once")]
        indexes = [models.Index(fields=["customer", "-at"], name="purchase_of_customer")]
