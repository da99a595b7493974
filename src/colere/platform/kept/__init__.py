"""Kept answers: a worker counts what a page asks, and the page shows what is kept, so that no reader waits twice.

Nouns: Kind (what can be asked: how to count it and what it depends on), Kept (the answer to one question as it stands).
A room declares its kind once (`kinds`), beside its queries:

    PROBLEMS = Kind(
        "problems", "metrics.read", question=ReportRequest, answer=Findings,
        count=count, mark=mark_of_files, usual=usual_request, code=(RULES,),
    )
    register_kind(PROBLEMS)

and its page asks `asking.look_up(PROBLEMS, question=…, actor=…)`, which gives what is kept and has a worker count what
is not. Workers count again what somebody has looked at of late when what it depends on has moved. Figures of measures
are kept by `platform.metrics` itself: they are counted in milliseconds, many at once, and held in memory.
"""
