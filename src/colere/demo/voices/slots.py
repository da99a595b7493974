"""The small facts that a conversation's sentences refer to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from colere.demo.goods import Product
from colere.demo.voices.grammar import Dice

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
GERMAN_DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag")
FRENCH_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NUMBERS = ("two", "three", "four", "five", "six", "eight", "ten")
RELATIVES = (
    "mother",
    "father",
    "sister",
    "brother",
    "neighbour",
    "daughter",
    "son",
    "wife",
    "husband",
    "aunt",
    "grandfather",
    "friend",
)
PLANTS = (
    "hydrangea",
    "lemon tree",
    "climbing rose",
    "olive",
    "fern",
    "rosemary",
    "camellia",
    "apple tree",
    "tomato plant",
    "orchid",
    "box hedge",
    "lavender",
    "clematis",
    "rubber plant",
    "fig",
    "rhododendron",
    "wisteria",
    "blueberry bush",
    "magnolia",
    "bay tree",
)
SPOTS = (
    "on a north-facing balcony",
    "by the south window",
    "along the garden wall",
    "in a big pot by the door",
    "in heavy clay",
    "under the old apple tree",
    "in the conservatory",
    "on the allotment",
    "in the front garden",
    "on a windy terrace",
    "in the kitchen",
    "beside the pond",
    "in half shade",
    "in full sun all day",
    "in a raised bed",
    "in the greenhouse",
)
SYMPTOMS = (
    "yellow leaves",
    "brown tips",
    "black spots",
    "drooping shoots",
    "white edges on the leaves",
    "curled leaves",
    "leaves that drop overnight",
    "pale new growth",
    "soft stems",
    "sticky leaves",
    "no buds at all",
    "rusty spots",
)
PESTS = (
    "greenfly",
    "slugs",
    "red spider mites",
    "vine weevils",
    "scale insects",
    "whitefly",
    "box moth caterpillars",
    "fungus gnats",
    "blackfly",
    "mealybugs",
    "leek moths",
    "thrips",
)
FAULTS = {
    "handle": ("split handle", "bent tine", "cracked ferrule", "loose head", "snapped handle", "bent neck"),
    "blade": (
        "broken spring",
        "chipped blade",
        "loose rivet",
        "jammed catch",
        "worn bolt",
        "snapped grip",
        "bent blade",
    ),
    "machine": ("cracked housing", "stuck wheel", "leaking joint", "stripped thread", "broken ratchet"),
}
PARTS = {
    "handle": ("a new handle", "a ferrule", "a wedge and pin", "a replacement tine", "a D-grip"),
    "blade": (
        "a new spring",
        "a replacement blade",
        "the centre bolt",
        "the safety catch",
        "a pivot nut",
        "a left-hand grip",
    ),
    "machine": ("a set of seals", "a hose connector", "the filter basket", "a wheel pin", "a ratchet spring"),
}
SITES = (
    "the new school yard",
    "a hotel terrace",
    "the riverside park",
    "a care home garden",
    "the market square",
    "a roof garden",
    "the housing scheme at the mill",
    "a wedding barn",
    "the station forecourt",
    "the hospital courtyard",
)
QUANTITIES = (
    "400 lavender in two-litre pots",
    "60 metres of hornbeam hedge",
    "1,200 bare-root beech",
    "25 multi-stem birches",
    "300 ferns for shade",
    "80 climbing roses",
    "2,000 mixed spring bulbs",
    "150 box alternatives",
    "90 hydrangeas in three sizes",
    "500 plugs of meadow flowers",
)
GERMAN_QUANTITIES = ("400 Lavendel", "60 Meter Hainbuche", "1.200 Buchen wurzelnackt", "300 Farne", "80 Kletterrosen")
CARRIERS = ("Hopper Post", "Brightvan", "Milestone Parcels")
CODES = ("SPRING", "ROBIN", "FERN", "GIFT", "MOSS")
NOTES = ("side gate is open", "please ring twice", "leave with number 12", "calls only after five", "prefers mail")
HANDLED = ("fork", "spade", "rake")
BUNDLES = ("set", "tray", "box", "bundle", "collection", "crown", "root", "hedging", "seed", "trio")
SINGULAR = {"it": "it", "they": "it", "They": "It", "is": "is", "was": "was", "has": "has", "looks": "looks"}
PLURAL = {"it": "them", "they": "they", "They": "They", "is": "are", "was": "were", "has": "have", "looks": "look"}

Maker = Callable[["Facts"], Any]


def pounds(value: float) -> str:
    """An amount as people write it."""
    return f"£{value:.2f}"


class Facts(dict[str, Any]):
    """The slots of one conversation. What is not given is drawn by chance when a sentence first asks for it."""

    def __init__(self, dice: Dice, product: Product, amount: float, month: int, given: dict[str, Any]) -> None:
        super().__init__(PLURAL if product.many else SINGULAR)
        self.update(given)
        self.dice, self.product, self.value, self.month = dice, product, amount, month

    def __missing__(self, slot: str) -> Any:
        self[slot] = found = _MAKERS[slot](self)
        return found


def _one_of(words: tuple[str, ...]) -> Maker:
    return lambda facts: words[int(facts.dice() * len(words))]


def _number(facts: Facts) -> int:
    return int(facts.dice() * 7)


def _capital(slot: str) -> Maker:
    return lambda facts: facts[slot][0].upper() + facts[slot][1:]


def _of_make(words: dict[str, tuple[str, ...]]) -> Maker:
    """Words that fit how a tool is made: a long handle, a blade, or a machine."""

    def choose(facts: Facts) -> str:
        product = facts.product
        make = "machine" if product.kind == "pump" else "handle" if product.noun.split()[-1] in HANDLED else "blade"
        return words[make][int(facts.dice() * len(words[make]))]

    return choose


def _plant(facts: Facts) -> str:
    """What was bought where it is one plant, else any plant of the garden."""
    product = facts.product
    if product.kind == "plant" and not product.many and product.noun.split()[-1] not in BUNDLES:
        return product.noun
    return PLANTS[int(facts.dice() * len(PLANTS))]


def _gap(facts: Facts) -> float:
    """A difference on an invoice that fits its amount."""
    facts["a difference"] = max(0.5, round(facts.value * (0.1 + 0.3 * facts.dice()), 2))
    return float(facts["a difference"])


_MAKERS: dict[str, Maker] = {
    "product": lambda facts: facts.product.noun,
    "tool": lambda facts: f"the pair of {facts.product.noun}" if facts.product.many else f"the {facts.product.noun}",
    "Tool": _capital("tool"),
    "Pest": _capital("pest"),
    "Qty": _capital("qty"),
    "Site": _capital("site"),
    "Part": _capital("part"),
    "plant": _plant,
    "a_plant": lambda facts: f"{'an' if facts['plant'][0] in 'aeiou' else 'a'} {facts['plant']}",
    "A_plant": lambda facts: f"{'An' if facts['plant'][0] in 'aeiou' else 'A'} {facts['plant']}",
    "amount": lambda facts: pounds(facts.value),
    "a difference": _gap,
    "gap": lambda facts: pounds(facts["a difference"]),
    "less": lambda facts: pounds(max(facts.value - facts["a difference"], 1.0)),
    "day": _one_of(DAYS),
    "nday": _one_of(GERMAN_DAYS),
    "fday": _one_of(FRENCH_DAYS),
    "days": _one_of(NUMBERS),
    "ndays": lambda facts: _number(facts) + 2,
    "month": lambda facts: MONTHS[(facts.month + int(facts.dice() * 3) - 1) % 12],
    "relative": _one_of(RELATIVES),
    "spot": _one_of(SPOTS),
    "Spot": _capital("spot"),
    "symptom": _one_of(SYMPTOMS),
    "Symptom": _capital("symptom"),
    "pest": _one_of(PESTS),
    "fault": _of_make(FAULTS),
    "Fault": _capital("fault"),
    "part": _of_make(PARTS),
    "bit": lambda facts: facts["part"].split(" ", 1)[1].removeprefix("new ").removeprefix("replacement "),
    "site": _one_of(SITES),
    "qty": _one_of(QUANTITIES),
    "nqty": _one_of(GERMAN_QUANTITIES),
    "carrier": lambda facts: CARRIERS[int(facts.dice() * 2.4)],
    "code": lambda facts: f"{CODES[int(facts.dice() * len(CODES))]}-{1000 + int(facts.dice() * 9000)}",
    "card": lambda facts: 1000 + int(facts.dice() * 9000),
    "wait": lambda facts: 5 + int(facts.dice() * facts.dice() * 240),
    "note": _one_of(NOTES),
    "gift": lambda facts: 10,
}
