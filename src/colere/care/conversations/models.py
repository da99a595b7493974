"""Conversations and their messages."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from colere.care.customers.models import Customer
from colere.foundation.models import Person, Team
from colere.platform.imports.models import Source

CHANNELS = ["chat", "email", "phone", "form", "social", "review", "api"]
SENDERS = ["customer", "agent", "system", "note"]


class Conversation(models.Model):
    """One matter that a customer and we talk about.

    The times that measures and lists need are kept here and change together with the messages (`rules.summarise`):
    `first_customer_at` the first customer message, `first_reply_at` the first agent message after it, `reopened_at` the
    first customer message after `resolved_at`, `waiting_since` the first customer message that nobody has answered yet
    (None when it is our customer's turn, or all is resolved).

    `customer` stays the record that wrote, also when that record has gone over into another one: readers follow
    `customer.merged_into` (docs/domains/customers.md).
    """

    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    external_id = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=8, choices=[(c, c) for c in CHANNELS])
    subject = models.CharField(max_length=300, blank=True)
    preview = models.CharField(max_length=200, blank=True)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    assignee = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    topic = models.CharField(max_length=120, blank=True)
    tags = models.JSONField(default=list)
    attributes = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    first_customer_at = models.DateTimeField(null=True)
    first_reply_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    last_message_at = models.DateTimeField()
    message_count = models.PositiveIntegerField(default=0)
    fingerprint = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # our own rows have no source, so they are distinct; with a condition SQLite could not look ids up by it
            models.UniqueConstraint(fields=["external_id", "source"], name="conversation_source_once"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="conversation_channel_known"),
        ]
        # A list walks one of these in order; the columns behind the keys answer its other filters without a look at
        # the row (queries/listing.py chooses, docs/domains/conversations.md says why).
        indexes = [
            models.Index(fields=["-last_message_at", "-id"], name="conversation_recent"),
            models.Index(
                fields=["-opened_at", "-id", "channel", "team", "assignee", "topic"], name="conversation_opened"
            ),
            models.Index(fields=["customer", "-last_message_at", "-id"], name="conversation_of_customer"),
            models.Index(
                fields=["team", "-last_message_at", "-id", "channel", "topic", "assignee", "opened_at"],
                name="conversation_of_team",
            ),
            models.Index(
                fields=["assignee", "-last_message_at", "-id", "channel", "topic", "team", "opened_at"],
                name="conversation_of_person",
            ),
            models.Index(
                fields=["channel", "-last_message_at", "-id", "topic", "team", "assignee", "opened_at"],
                name="conversation_of_channel",
            ),
            models.Index(
                fields=["topic", "-last_message_at", "-id", "channel", "team", "assignee", "opened_at"],
                name="conversation_of_topic",
            ),
            models.Index(
                fields=["-last_message_at", "-id", "channel", "team", "assignee", "topic"],
                name="conversation_open",
                condition=Q(resolved_at__isnull=True),
            ),
            models.Index(
                fields=["waiting_since", "id", "channel", "team", "assignee", "topic"],
                name="conversation_waiting",
                condition=Q(waiting_since__isnull=False),
            ),
        ]


class Message(models.Model):
    """Something that was said. `note` is internal and never leaves the company."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    external_id = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    sender = models.CharField(max_length=8, choices=[(s, s) for s in SENDERS])
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    text = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(sender__in=SENDERS), name="message_sender_known")]
        indexes = [models.Index(fields=["conversation", "at", "id"], name="message_in_order")]
