"""Live screens: browsers are told over server-sent events that something changed, and fetch it with an ordinary
request.

    /live?topics=conversations,customer:5

answers with a stream of

    id: 0-1234                        a position in the log; a browser that comes back sends it as Last-Event-ID
    event: changed
    data: {"topics": ["customer:5"]}

Topics come from the lines of the log: the app ("conversations"), the subject ("conversation:12") and whose story it is
("customer:5"). A stream carries names of topics and never content, so that what a person may read is decided where it
is read. Other events: `reset` (too much was missed: fetch everything again) and `end` (signed out, or not allowed any
longer).

The stream is answered in front of Django, on the event loop; Django itself runs as WSGI in a bounded pool of threads.
"""

from colere.platform.live.topics import register_topic

__all__ = ["register_topic"]
