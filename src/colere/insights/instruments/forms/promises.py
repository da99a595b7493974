"""What can be chosen on the page of promises."""

from colere.insights.instruments.forms.question import QuestionForm


class PromisesForm(QuestionForm):
    """Period, team and channel. Promises name their topics themselves."""

    without = ("topic",)
