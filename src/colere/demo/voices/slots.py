"""The small facts that a conversation's sentences refer to."""

from __future__ import annotations

from typing import Any

from colere.demo.goods import Product
from colere.demo.voices.grammar import Dice

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
GERMAN_DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag")
FRENCH_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
NUMBERS = ("two", "three", "four", "five", "six", "eight", "ten")
GERMAN_NUMBERS = ("zwei", "drei", "vier", "fünf", "sechs", "acht", "zehn")
FRENCH_NUMBERS = ("deux", "trois", "quatre", "cinq", "six", "huit", "dix")
RELATIVES = ("mother", "father", "sister", "brother", "neighbour", "daughter", "son", "wife", "husband", "aunt", "grandfather", "friend")
PLANTS = ("hydrangea", "lemon tree", "climbing rose", "olive", "fern", "rosemary", "camellia", "apple tree", "tomato plant", "orchid",
          "box hedge", "lavender", "clematis", "rubber plant", "fig", "rhododendron", "wisteria", "blueberry bush", "magnolia", "bay tree")
SPOTS = ("on a north-facing balcony", "by the south window", "along the garden wall", "in a big pot by the door", "in heavy clay",
         "under the old apple tree", "in the conservatory", "on the allotment", "in the front garden", "on a windy terrace",
         "in the kitchen", "beside the pond", "in half shade", "in full sun all day", "in a raised bed", "in the greenhouse")
SYMPTOMS = ("yellow leaves", "brown tips", "black spots", "drooping shoots", "white edges on the leaves", "curled leaves",
            "leaves that drop overnight", "pale new growth", "soft stems", "sticky leaves", "no buds at all", "rusty spots")
PESTS = ("greenfly", "slugs", "red spider mites", "vine weevils", "scale insects", "whitefly", "box moth caterpillars", "fungus gnats",
         "blackfly", "mealybugs", "leek moths", "thrips")
FAULTS = ("split handle", "broken spring", "chipped blade", "loose rivet", "bent tine", "jammed catch", "cracked ferrule", "worn bolt",
          "snapped grip")
PARTS = ("a new spring", "a replacement blade", "a handle", "the centre bolt", "a set of seals", "the safety catch", "a pivot nut",
         "a left-hand grip")
SITES = ("the new school yard", "a hotel terrace", "the riverside park", "a care home garden", "the market square", "a roof garden",
         "the housing scheme at the mill", "a wedding barn", "the station forecourt", "the hospital courtyard")
QUANTITIES = ("400 lavender in two-litre pots", "60 metres of hornbeam hedge", "1,200 bare-root beech", "25 multi-stem birches",
              "300 ferns for shade", "80 climbing roses", "2,000 mixed spring bulbs", "150 box alternatives", "90 hydrangeas in three sizes",
              "500 plugs of meadow flowers")
GERMAN_QUANTITIES = ("400 Lavendel", "60 Meter Hainbuche", "1.200 Buchen wurzelnackt", "300 Farne", "80 Kletterrosen")
CARRIERS = ("Hopper Post", "Brightvan", "Milestone Parcels")
CODES = ("SPRING", "ROBIN", "FERN", "GIFT", "MOSS")
NOTES = ("side gate is open", "please ring twice", "leave with number 12", "calls only after five", "prefers mail")
BUNDLES = ("set", "tray", "box", "bundle", "collection", "crown", "root", "hedging", "seed", "trio")
SINGULAR = {"it": "it", "they": "it", "They": "It", "is": "is", "was": "was", "has": "has", "looks": "looks"}
PLURAL = {"it": "them", "they": "they", "They": "They", "is": "are", "was": "were", "has": "have", "looks": "look"}


def pounds(value: float) -> str:
    """An amount as people write it."""
    return f"£{value:.2f}"


def small_facts(dice: Dice, product: Product, amount: float, month: int) -> dict[str, Any]:
    """Facts of one conversation, drawn by chance around what was bought, for how much and when."""
    day, number = int(dice() * 6), int(dice() * 7)
    spot, fault = SPOTS[int(dice() * len(SPOTS))], FAULTS[int(dice() * len(FAULTS))]
    gap = max(1.5, round(amount * (0.1 + 0.3 * dice()), 2))
    plain = product.kind == "plant" and not product.many and product.noun.split()[-1] not in BUNDLES
    quantity = int(dice() * len(QUANTITIES))
    return (PLURAL if product.many else SINGULAR) | {
        "product": product.noun,
        "tool": f"the pair of {product.noun}" if product.many else f"the {product.noun}",
        "plant": product.noun if plain else PLANTS[int(dice() * len(PLANTS))],
        "amount": pounds(amount),
        "less": pounds(max(amount - gap, 1.0)),
        "gap": pounds(gap),
        "day": DAYS[day],
        "nday": GERMAN_DAYS[day],
        "fday": FRENCH_DAYS[day],
        "days": NUMBERS[number],
        "ndays": number + 2,
        "month": MONTHS[(month + int(dice() * 3) - 1) % 12],
        "relative": RELATIVES[int(dice() * len(RELATIVES))],
        "spot": spot,
        "Spot": spot[0].upper() + spot[1:],
        "symptom": SYMPTOMS[int(dice() * len(SYMPTOMS))],
        "pest": PESTS[int(dice() * len(PESTS))],
        "fault": fault,
        "Fault": fault[0].upper() + fault[1:],
        "part": PARTS[int(dice() * len(PARTS))],
        "site": SITES[int(dice() * len(SITES))],
        "qty": QUANTITIES[quantity],
        "nqty": GERMAN_QUANTITIES[quantity % len(GERMAN_QUANTITIES)],
        "carrier": CARRIERS[int(dice() * 2.4)],
        "code": f"{CODES[int(dice() * len(CODES))]}-{1000 + int(dice() * 9000)}",
        "card": 1000 + int(dice() * 9000),
        "wait": 5 + int(dice() * dice() * 240),
        "note": NOTES[int(dice() * len(NOTES))],
    }
