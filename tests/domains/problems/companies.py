"""Contacts by topic and day of the demo company, as facts would give them."""

from datetime import date
from functools import cache
from typing import Any

import numpy as np

from colere.demo.topics import TOPICS
from colere.insights.problems.rules.finding import find_problems_in
from colere.insights.problems.rules.findings import Findings
from tests.demo.companies import company


@cache
def found_in(seed: int, *, plants: bool) -> tuple[Findings, dict[str, Any]]:
    """What is found in a company of this seed, and the truths of its manifest."""
    made = company("medium", seed, plants=plants)
    topic, day = np.asarray(made.contacts.topic), np.asarray(made.contacts.day)
    counts = np.zeros((len(TOPICS), int(day.max()) + 1))
    np.add.at(counts, (topic, day), 1.0)
    manifest = made.manifest()
    start = date.fromisoformat(manifest["from"])
    names = [topic.name for topic in TOPICS]
    return find_problems_in(names, counts, counts.sum(axis=0), start), manifest["truths"]
