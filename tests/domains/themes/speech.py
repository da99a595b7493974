"""A year of what customers write: four matters that are always there, and a fifth from a certain day on."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from colere.care.conversations.models import Conversation, Message
from colere.care.feedback.models import Response

START = date(2026, 1, 5)  # a Monday
DAYS = 112
FIRST_LOOK = 84  # days
NEW_FROM = 90
MATTERS = {
    "parcel": "parcel carrier tracking delivery arrived late doorstep driver van address",
    "invoice": "invoice charged amount bank bill booked payment receipt tax total",
    "plant": "leaves yellow spots rose fertiliser soil roots disease prune water",
    "voucher": "voucher code checkout refused gift redeem declined card expired shop",
    "pump": "pump valve leaks seal drips hose pressure pond filter spout",
}


def speak() -> None:
    """Write 112 days of conversations and some comments: six a day, and two more about the pump from day 90 on."""
    rng = random.Random(5)
    talks, said, answers = [], [], []
    for day in range(DAYS):
        about = ["parcel", "invoice", "plant", "voucher"]
        about += [rng.choice(about), rng.choice(about)]
        if day >= NEW_FROM:
            about += ["pump", "pump"]
        elif day % 6 == 0:
            about.append("pump")
        for matter in about:
            at = instant(day) + timedelta(hours=rng.randint(8, 18))
            talks.append(
                Conversation(
                    channel="email" if len(talks) % 2 else "chat", topic=matter, opened_at=at, first_customer_at=at,
                    last_message_at=at, message_count=1,
                )
            )  # fmt: skip
            said.append(f"Hello,\n\n{words(rng, matter)}\n\nKind regards\nDinah Unsaid")
        if day % 10 == 0:
            answers.append(Response(name="csat", score=2, at=at, comment=words(rng, "parcel")))
    Conversation.objects.bulk_create(talks)
    Response.objects.bulk_create(answers)
    Message.objects.bulk_create(
        Message(conversation=talk, at=talk.opened_at, sender="customer", text=text)
        for talk, text in zip(talks, said, strict=True)
    )


def words(rng: random.Random, matter: str) -> str:
    """What somebody in a hurry writes: seven of the ten words that belong to the matter."""
    return "The " + " ".join(rng.sample(MATTERS[matter].split(), 7)) + " again, order 4711"


def instant(day: int) -> datetime:
    """The beginning of that day."""
    return datetime.combine(START + timedelta(days=day), datetime.min.time(), UTC)
