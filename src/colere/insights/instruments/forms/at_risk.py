"""What can be chosen on the page of customers at risk."""

from colere.insights.instruments.forms.question import QuestionForm


class AtRiskForm(QuestionForm):
    """Whose customers: those who wrote to a team, in a channel, about a topic. It is always asked as of today."""

    without = ("start", "end")
