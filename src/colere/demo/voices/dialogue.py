"""How a conversation goes: who says what in which order, by channel, mood and outcome."""

from __future__ import annotations

from dataclasses import dataclass

from colere.demo.voices.grammar import Dice, Line, Rules, say
from colere.demo.voices.slang import worn
from colere.demo.voices.slots import Facts

OPENING, HELLO, ANSWER, TALK, LAST, AFTER = range(6)
"""At which point of its life a message stands; `records` gives it its time by that."""


@dataclass(slots=True)
class Turn:
    """One message without its time. `author` is the agent's number, or -1."""

    at: int
    sender: str
    author: int
    text: str


@dataclass(slots=True)
class Case:
    """What a dialogue needs to know about a conversation."""

    channel: str
    mood: int
    rounds: int
    solved: bool
    is_content: bool
    """Whether the customer leaves in peace."""
    is_again: bool
    hollow: bool
    answered: bool
    closed: bool
    reopened: bool
    gesture: bool
    agent: int
    starter: int
    """The colleague who began, where somebody else took over; otherwise the agent."""
    kind: bool
    confirms: bool
    scripted: bool
    offers: bool
    style: int


class Dialogue:
    """Writes one conversation, turn by turn."""

    def __init__(self, case: Case, rules: Rules, facts: Facts, dice: Dice) -> None:
        self.case, self.rules, self.facts, self.dice = case, rules, facts, dice
        self.turns: list[Turn] = []
        self.author = case.starter

    def write(self) -> list[Turn]:
        """All turns, from the first word to the last."""
        channel = self.case.channel
        if channel in ("chat", "phone"):
            self._live()
        elif channel == "review":
            self._review()
        else:
            self._mail()
        if self.case.reopened and self.case.closed:
            self._customer(AFTER, "back")
            self._agent(AFTER, "back_reply")
        return self.turns

    def _words(self, names: tuple[str, ...], gap: str = " ") -> str:
        rules, dice = self.rules, self.dice
        if len(names) == 1:
            return say(rules[names[0]], dice) % self.facts
        parts = [say(rules[name], dice) for name in names if name]
        if gap == " " and len(parts) > 1:
            parts[:-1] = [part if part[-1] in ".?!:,)" else f"{part}." for part in parts[:-1]]
        return gap.join(parts) % self.facts

    def _customer(self, at: int, *names: str, gap: str = " ") -> None:
        text = self._words(names, gap)
        if self.case.style:
            text = worn(text, self.case.style, self.dice)
        self.turns.append(Turn(at, "customer", -1, text))

    def _agent(self, at: int, *names: str, gap: str = " ") -> None:
        self.turns.append(Turn(at, "agent", self.author, self._words(names, gap)))

    def _aside(self, at: int, sender: str, name: str) -> None:
        if name in self.rules:
            self.turns.append(Turn(at, sender, self.author if sender == "note" else -1, self._words((name,))))

    def _warmth(self) -> str:
        if self.case.kind:
            return f"kind{self.case.mood}"
        return "plain_kind" if self.dice() < 0.6 else ""

    def _feeling(self, chance: float) -> str:
        return f"feel{self.case.mood}" if self.dice() < chance else ""

    def _live(self) -> None:
        case, dice = self.case, self.dice
        phone = case.channel == "phone"
        if phone:
            self._aside(OPENING, "system", "call_in")
            self._agent(OPENING, "phone_pickup")
        first = "open" if phone or dice() < 0.35 else "short"
        again = "again" if case.is_again else ""
        self._customer(OPENING, "phone_open" if phone else "", again, first, self._feeling(0.3 + 0.2 * case.mood))
        if case.hollow:
            self._agent(HELLO, "macro")
        if not case.answered:
            return
        self._agent(ANSWER, "phone_hello" if phone else "chat_hello", self._warmth(), "ask_details")
        self._customer(TALK, "detail")
        if dice() < 0.8:
            self._agent(TALK, "checking")
        self._take_over()
        self._agent(TALK, "finding")
        self._rounds(case.rounds - 1)
        if case.closed and dice() < (0.8 if phone else 0.5):
            self._customer(LAST, "bye")
        if phone or dice() < 0.2:
            self._aside(LAST if case.closed else TALK, "note", "note" if dice() < 0.6 else "note_any")

    def _take_over(self) -> None:
        if self.case.starter == self.case.agent:
            return
        self._aside(TALK, "note", "note_any")
        self._aside(TALK, "system", "handed")
        self.author = self.case.agent
        self._agent(TALK, "took_over")
        self._customer(TALK, "retell")
        self.facts["agent"] = self.facts["helper"]

    def _rounds(self, count: int) -> None:
        """Outcome first, then questions, then the last words."""
        case = self.case
        self._customer(TALK, "and_now3" if case.mood == 3 else "and_now")
        self._agent(TALK, *self._outcome())
        self._questions(count - 1)
        self._last_words()

    def _outcome(self) -> tuple[str, ...]:
        case = self.case
        if case.solved:
            return ("fix", "gesture" if case.gesture else "", "confirm" if case.confirms else "")
        return ("stall", "gesture" if case.gesture else "")

    def _questions(self, count: int) -> None:
        own, common, dice = list(self.rules["own qa"]), list(self.rules["qa"]), self.dice
        for _ in range(count):
            questions = own if own and (not common or dice() < 0.65) else common
            if not questions:
                return
            question, answer = _halves(questions.pop(int(dice() * len(questions))), dice)
            text = question % self.facts
            self.turns.append(
                Turn(TALK, "customer", -1, worn(text, self.case.style, dice) if self.case.style else text)
            )
            self.turns.append(Turn(TALK, "agent", self.author, answer % self.facts))

    def _last_words(self) -> None:
        case = self.case
        if not case.closed:
            return
        self._customer(LAST, "thanks" if case.is_content else "grumble")
        warm = "close" if case.kind or case.solved else "close_cold"
        self._agent(
            LAST, "script_close" if case.scripted else warm, "offer" if case.offers and "offer" in self.rules else ""
        )

    def _mail(self) -> None:
        """E-mail, form, social and marketplace: longer letters, fewer turns."""
        case, dice = self.case, self.dice
        public = case.channel == "social"
        body = ["again" if case.is_again else "", "short" if public else "open"]
        if not public:
            body += [name for name, chance in (("more", 0.6), ("ask", 0.75)) if name in self.rules and dice() < chance]
        body.append(self._feeling(0.35 + 0.15 * case.mood))
        text = self._words(tuple(body))
        if not public and dice() < 0.92:
            text = "\n\n".join((self._words(("greeting",)), text, self._words(("sign",)))) if dice() < 0.85 else text
        self.turns.append(Turn(OPENING, "customer", -1, worn(text, case.style, dice) if case.style else text))
        if case.hollow:
            self._agent(HELLO, "macro")
        if not case.answered:
            return
        asks = case.rounds >= 2 and dice() < 0.5
        if asks or case.starter != case.agent:
            self._letter(ANSWER, self._warmth(), "ask_details")
            self._customer(TALK, "detail")
            self._take_over()
            self._letter(TALK, "finding", *self._outcome())
        else:
            self._letter(ANSWER, self._warmth(), "finding", *self._outcome())
        if dice() < 0.25:
            self._aside(TALK, "note", "note" if dice() < 0.6 else "note_any")
        self._questions(case.rounds - 1 - asks)
        self._last_words()

    def _letter(self, at: int, *names: str) -> None:
        body = self._words(names)
        if self.case.channel in ("social", "api"):
            self.turns.append(Turn(at, "agent", self.author, f"{self._words(('mail_hello',))} {body}"))
            return
        end = "script_close" if self.case.scripted else ""
        head, foot = (
            self._words(("mail_hello",)),
            self._words((end, "mail_sign"), gap="\n\n") if end else self._words(("mail_sign",)),
        )
        self.turns.append(Turn(at, "agent", self.author, f"{head}\n\n{body}\n\n{foot}"))

    def _review(self) -> None:
        """A public review and our public answer."""
        case = self.case
        if case.is_content and case.mood < 2:
            self._customer(OPENING, "open", "good")
        else:
            self._customer(OPENING, "open", "feel3" if case.mood == 3 else "bad")
        if case.answered:
            self.author = case.agent
            self._agent(ANSWER, "mail_hello", self._warmth(), *self._outcome())
            if case.rounds and case.closed:
                self._customer(LAST, "thanks" if case.is_content else "grumble")


def _halves(line: Line, dice: Dice) -> tuple[str, str]:
    question, _, answer = say((line,), dice).partition(" => ")
    return question, answer
