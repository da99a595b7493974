"""What Marrowfield believes and promises: mission, values, principles, promises and charter, in its own words."""

from __future__ import annotations

from typing import Any

from colere.demo.surveys import FELT_ONCE, FELT_QUICK, LOOK_BACK

MISSIONS = {
    "": (
        "We help people to grow things. We send living plants and honest tools, we mend what breaks, and we stay "
        "beside them when something fails, until it is green again."
    ),
    "Customer Care": (
        "Whoever writes to us is in the middle of something: a bed half dug, a present half wrapped. "
        "We give them back their day. "
        "We listen to the end, we say what is true, and we do not let go before it is settled."
    ),
    "Nursery": "We raise plants that live. We would rather send one strong root than three pretty leaves.",
    "Warehouse": "We pack as if the box were opened by our own mother, in the rain, after a week on the road.",
    "Web Shop": "Nobody should need us to find a spade. What people ask us every week, the shop should have told them.",
    "Finance": "Money that is not ours goes back the same day. Whoever pays an invoice can understand it.",
}

VALUES: tuple[dict[str, Any], ...] = (
    {
        "name": "We listen to the end",
        "meaning": "The second sentence is usually the important one. Nobody has to tell their story twice.",
        "do": (
            "We let people finish before we look for the order.",
            "We say back in our own words what we have understood.",
            "We write down what the next colleague needs to know.",
        ),
        "dont": ("We don't ask for a number that stands in the message.", "We don't answer the subject line."),
    },
    {
        "name": "We say what is true",
        "meaning": "Also when it is a delay, our mistake, or a plant that will not come back.",
        "do": (
            "We name the day on which it will be done, and write on that day.",
            "We say “that was our mistake” when it was.",
        ),
        "dont": ("We don't send a greeting and call it an answer.", "We don't hide behind terms and conditions."),
    },
    {
        "name": "We mend before we replace",
        "meaning": "Tools, plants and trust: most things can be mended if one looks closely enough.",
        "do": ("We look for the cause before we send a second one.", "We keep parts for thirty years."),
        "dont": (
            "We don't throw away what a new spring would save.",
            "We don't settle the same thing every week without asking why.",
        ),
    },
    {
        "name": "One house, one customer",
        "meaning": "Customers do not know our departments, and need not.",
        "do": (
            "Whoever takes it, keeps it until somebody else has truly taken it over.",
            "We walk over to the packing hall.",
        ),
        "dont": ("We don't say “that is another department”.", "We don't speak ill of a colleague to a customer."),
    },
    {
        "name": "Growing takes time",
        "meaning": "Customers, colleagues and apple trees. We plan for years, and we are kind in the meantime.",
        "do": (
            "We give an answer the ten minutes that it needs.",
            "We tell a colleague what was good, by name and soon.",
        ),
        "dont": ("We don't count how short a call was.", "We don't punish a mistake that was made in good faith."),
    },
)

PRINCIPLES = (
    ("Go and see", "Half a day a month at the desk, the bench or the packing table, and one thing mended afterwards."),
    (
        "Take the blame, hand on the praise",
        "When it goes wrong we ask what we left unclear. When it goes well we say who did it.",
    ),
    (
        "Decide where the customer is",
        "Whoever speaks with the customer may decide. We ask for permission less every year.",
    ),
    ("Keep small promises", "A leader who is late for a talk teaches everybody that promises are soft."),
    ("Ask before you measure", "No figure about people without the people, and none without its doubt."),
)

PROMISES: tuple[dict[str, Any], ...] = (
    {
        "slug": "answer-in-an-hour",
        "words": "You have an answer within the hour.",
        "target": 0.9,
        "owner": "Ruth Adeyemi",
        "rule": {"measure": "first_response_time", "within_seconds": 3600},
        "felt": {"name": FELT_QUICK, "at_least": 4},
    },
    {
        "slug": "tell-it-once",
        "words": "You tell your story only once.",
        "target": 0.85,
        "owner": "Ben Okafor",
        "rule": {"measure": "effort", "at_least": 5},
        "felt": {"name": FELT_ONCE, "at_least": 4},
    },
    {
        "slug": "lost-parcel-in-two-days",
        "words": "A parcel that went astray is settled within two days.",
        "target": 0.8,
        "owner": "Ben Okafor",
        "rule": {"measure": "resolution_time", "within_seconds": 2 * 86_400, "topic": "lost parcel"},
        "felt": {},
    },
    {
        "slug": "tools-for-twenty-years",
        "words": "A tool that fails you is back in your hands, mended or new, and you are content with how.",
        "target": 0.75,
        "owner": "Colm Deverell",
        "rule": {"measure": "csat", "at_least": 4, "topic": "broken tool"},
        "felt": {},
    },
    {
        "slug": "every-plant-is-ours",
        "words": "We help with every plant, wherever you bought it.",
        "target": 0.8,
        "owner": "Samira Haddad",
        "rule": {"measure": "csat", "at_least": 4, "topic": "ailing plant"},
        "felt": {"name": f"{LOOK_BACK}-solved", "at_least": 4},
    },
)

CHARTER: tuple[dict[str, Any], ...] = (
    {
        "role": "agent",
        "kind": "money",
        "amount": "25.00",
        "text": "Make good what we spoiled: credit, refund or a gift, in one case.",
    },
    {
        "role": "agent",
        "kind": "time",
        "minutes": 45,
        "text": "Stay with one customer as long as it needs, without looking at the queue.",
    },
    {
        "role": "agent",
        "kind": "exception",
        "text": "Replace a plant without a photo, and accept a return after sixty days.",
    },
    {
        "role": "lead",
        "kind": "money",
        "amount": "150.00",
        "text": "Settle a whole order, or a season's trouble, in one case.",
    },
    {"role": "lead", "kind": "time", "minutes": 240, "text": "Drive to a customer, or send somebody."},
    {
        "role": "lead",
        "kind": "exception",
        "text": "Step outside any rule of delivery and returns, and tell the huddle why.",
    },
    {
        "role": "head_of_care",
        "kind": "money",
        "amount": "1000.00",
        "text": "Make good for a group of customers whom the same mistake has hit.",
    },
    {
        "role": "colleague",
        "kind": "money",
        "amount": "10.00",
        "text": "Whoever meets a customer, in the packing hall or at the gate, may give a small thing.",
    },
)

ROLE_TITLES = {
    "agent": "Agent",
    "lead": "Team lead",
    "head_of_care": "Head of care",
    "people_partner": "People partner",
    "executive": "Executive",
    "operator": "Operator",
    "colleague": "Colleague",
}
