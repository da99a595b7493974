"""The product's settings with a schedule for the tests: something that comes round each second."""

from colere.config.settings import *  # noqa: F403

COLERE_SCHEDULE = "tests.crash.schedule"
