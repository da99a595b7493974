"""Reading for the letter: what is said about a week (`gathering`), the letters that are kept (`kept`), who gets them
(`readers`), and one letter written out as `html`, `plain` text and `pdf`.
"""

from colere.insights.letter.queries.gathering import gather_letter
from colere.insights.letter.queries.kept import find_letter, letter_days, list_letters
from colere.insights.letter.queries.readers import is_subscribed, list_readers

__all__ = ["find_letter", "gather_letter", "is_subscribed", "letter_days", "list_letters", "list_readers"]
