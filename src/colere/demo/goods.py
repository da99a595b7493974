"""What Marrowfield sells, and who likes what.

A product's `noun` is how people speak of it after "the"; `many` says that it is grammatically plural.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Product:
    """One thing in the catalogue."""

    name: str
    noun: str
    kind: str
    price: float
    many: bool


TASTES = ("kitchen garden", "roses and borders", "indoor green", "lawn and hedge", "workshop", "balcony")
"""Groups of customers with a taste in common; each product belongs to one."""

_LINES = """
kitchen garden|Tomato starter set, six varieties|tomato starter set|plant|24.90|
kitchen garden|Rhubarb crown 'Old Quarry'|rhubarb crown|plant|11.50|
kitchen garden|Strawberry runners, box of 24|strawberry runners|plant|19.80|s
kitchen garden|Seed potatoes 'Marrow Gold', 2 kg|seed potatoes|plant|9.90|s
kitchen garden|Herb tray, nine pots|herb tray|plant|26.00|
kitchen garden|Raised bed kit, larch|raised bed kit|ware|89.00|
kitchen garden|Cold frame 'Wren'|cold frame|ware|74.00|
kitchen garden|Hand fork 'Jack'|hand fork|tool|14.50|
kitchen garden|Soil sieve, oak rim|soil sieve|ware|29.00|
roses and borders|Climbing rose 'Evensong'|climbing rose|plant|28.50|
roses and borders|Shrub rose 'Aunt Hester'|shrub rose|plant|26.50|
roses and borders|Hydrangea 'Harbour Mist'|hydrangea|plant|23.90|
roses and borders|Lavender tray, twelve plants|lavender tray|plant|33.00|
roses and borders|Peony root 'Sunday Best'|peony root|plant|17.90|
roses and borders|Salvia collection|salvia collection|plant|31.00|
roses and borders|Rose gauntlets, goatskin|rose gauntlets|ware|34.00|s
roses and borders|Secateurs 'Kestrel'|Kestrel secateurs|tool|46.00|s
roses and borders|Obelisk, rusted iron|iron obelisk|ware|58.00|
indoor green|Lemon tree, 80 cm|lemon tree|plant|49.00|
indoor green|Fern trio|fern trio|plant|27.50|
indoor green|Rubber plant, large|rubber plant|plant|36.00|
indoor green|Orchid 'Pale Morning'|orchid|plant|22.00|
indoor green|Fiddle-leaf fig|fiddle-leaf fig|plant|54.00|
indoor green|Mister, brass|brass mister|ware|19.50|
indoor green|Growing lamp 'Lantern'|Lantern growing lamp|ware|64.00|
indoor green|Stoneware pot, glazed|stoneware pot|ware|21.00|
lawn and hedge|Box hedging, 25 plants|box hedging|plant|62.00|
lawn and hedge|Hornbeam, bundle of 20|hornbeam bundle|plant|48.00|
lawn and hedge|Beech, bundle of 20|beech bundle|plant|52.00|
lawn and hedge|Meadow turf seed, 5 kg|meadow seed|seed|39.00|
lawn and hedge|Hedge shears 'Heron'|Heron hedge shears|tool|59.00|s
lawn and hedge|Push mower 'Plover'|Plover push mower|pump|148.00|
lawn and hedge|Lawn rake, ash|ash lawn rake|tool|32.00|
lawn and hedge|Long-reach pruner 'Stork'|Stork pruner|tool|79.00|
workshop|Sharpening kit, three stones|sharpening kit|ware|38.00|
workshop|Pruning saw 'Jay'|Jay pruning saw|tool|31.00|
workshop|Border spade, stainless|border spade|tool|44.00|
workshop|Digging fork, forged|digging fork|tool|47.00|
workshop|Loppers 'Magpie'|Magpie loppers|tool|42.00|s
workshop|Rain barrel pump 'Brook'|Brook pump|pump|69.00|
workshop|Hose reel, wall-mounted|hose reel|pump|84.00|
workshop|Tool oil and brush|tool oil|ware|12.00|
balcony|Balcony box set, planted|balcony box set|plant|45.00|
balcony|Dwarf apple 'Pippin Small'|dwarf apple|plant|38.00|
balcony|Trailing fuchsias, six|trailing fuchsias|plant|18.50|s
balcony|Sweet pea seeds, mixed|sweet pea seeds|seed|4.20|s
balcony|Watering can, 5 litres|watering can|ware|24.00|
balcony|Bird bath, terracotta|bird bath|ware|37.00|
balcony|Solar lanterns, pair|solar lanterns|ware|33.00|s
"""


def _products() -> tuple[tuple[Product, ...], tuple[int, ...]]:
    products, tastes = [], []
    for line in _LINES.strip().splitlines():
        taste, name, noun, kind, price, many = line.split("|")
        products.append(Product(name, noun, kind, float(price), many == "s"))
        tastes.append(TASTES.index(taste))
    return tuple(products), tuple(tastes)


PRODUCTS, PRODUCT_TASTE = _products()
PRODUCT_NUMBER = {product.name: number for number, product in enumerate(PRODUCTS)}

PAIRS = (
    ("Pruning saw 'Jay'", "Sharpening kit, three stones"),
    ("Climbing rose 'Evensong'", "Obelisk, rusted iron"),
    ("Lemon tree, 80 cm", "Growing lamp 'Lantern'"),
    ("Tomato starter set, six varieties", "Cold frame 'Wren'"),
    ("Box hedging, 25 plants", "Hedge shears 'Heron'"),
    ("Trailing fuchsias, six", "Watering can, 5 litres"),
)
"""Planted: who bought the first is likely to buy the second next."""
