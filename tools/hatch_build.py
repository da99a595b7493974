"""A wheel holds the built front end, or there is no wheel: who installs it has no Node to build it later."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEndIsThere(BuildHookInterface[Any]):
    """Refuses to build a wheel from a checkout whose front end has not been built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        manifest = Path(self.root, "src/colere/platform/ui/static/ui/dist/manifest.json")
        if version != "editable" and not manifest.exists():
            raise SystemExit("The front end has not been built. Run ./colere wheel, which builds it first.")
