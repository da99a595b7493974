"""How a number is made, in words for whoever asks: which interval, when there are too few, which chart."""

from django.utils.translation import gettext as _

from colere.platform.metrics import Measure


def interval_method(measure: Measure) -> list[tuple[str, str]]:
    """(title, sentences) about the interval and the least n."""
    said = {
        "none": _("A count is what it is: it has no interval, and there are never too few."),
        "wilson": _(
            "The interval is Wilson’s: of a hundred such intervals, about 95 hold the true share, also near 0% "
            "and 100%. "
            "With fewer than 5 cases the share is shown as “too few”."
        ),
        "adjusted_wald": _(
            "The interval is the adjusted Wald interval for a difference of two shares (Rocks 2016). Five "
            "points on a thousand answers "
            "are no change. With fewer than 5 answers the score is shown as “too few”."
        ),
        "t": _("The interval is Student’s t for a mean. With fewer than 5 answers the mean is shown as “too few”."),
        "order": _(
            "The bounds are two of the measured times themselves, chosen by rank so that they hold the true "
            "value 95 times in 100, "
            "whatever the distribution. A median needs 6 times for that and “nine of ten” 36; with fewer it is "
            "shown as “too few”."
        ),
    }[measure.estimate.interval]
    return [(_("What is counted"), str(measure.definition)), (_("How sure it is"), said)]


def chart_method(kind: str) -> list[tuple[str, str]]:
    """(title, sentences) about the limits and the signals."""
    limits = {
        "xmr": _(
            "The limits are those of an XmR chart: the mean, and 2.66 times the mean step from one period to the next."
        ),
        "p": _("The limits are those of a p chart: what chance alone does to a share of so many cases."),
        "p′": _(
            "The limits are those of Laney’s p′ chart: chance, widened by how much periods differ anyway, "
            "because there are many cases."
        ),
    }[kind]
    signals = _(
        "Only four things count as a change: a point outside the limits, seven periods in a row on one side of "
        "what is usual, seven "
        "rising or falling, and two of three close to the same limit. Everything else is noise. Periods that "
        "are not whole are shown "
        "and count for nothing."
    )
    return [(_("What is usual"), limits), (_("When it is a change"), signals)]
