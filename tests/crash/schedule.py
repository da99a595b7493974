from colere.platform.jobs.schedule import Entry
from tests.platform.jobs import sample

ENTRIES = [Entry("each second", sample.note, every=1, kwargs={"what": "tick"})]
