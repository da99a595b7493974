"""The weekly letter to leaders: what customers said, promises, what changed, problems by cost, stories, one question.

Nouns: Letter (what is said about one week), KeptLetter (the same as it was written and sent), Subscription (who gets
it), Sending (that somebody got it). Below: figures of `platform.metrics`, promises, answers, `problems`; stories come
from whoever registers them with `platform.ui.stories`. It leaves the house by `platform.mail`.
"""
