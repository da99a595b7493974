"""Addresses of what Vite has built, from its manifest; and the icons that exist."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

DIST = Path(__file__).resolve().parent / "static" / "ui" / "dist"


@lru_cache(maxsize=1)
def _read_manifest(changed_at: float) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((DIST / "manifest.json").read_text())
    except FileNotFoundError as missing:
        raise ImproperlyConfigured(
            "The front end has not been built: run `npm ci && npm run build` in frontend/."
        ) from missing
    return manifest


def manifest() -> dict[str, Any]:
    """Vite's manifest, read once; while developing, read again when it has changed."""
    return _read_manifest((DIST / "manifest.json").stat().st_mtime if settings.DEBUG else 0.0)


def asset(source: str) -> str:
    """The address of the built file that came from `source`, as "src/main.ts"."""
    return static(f"ui/dist/{manifest()[source]['file']}")


def stylesheets(source: str) -> list[str]:
    """The addresses of the style sheets that an entry brings along."""
    return [static(f"ui/dist/{name}") for name in manifest()[source].get("css", [])]


def first_font() -> str:
    """The address of the letters that every page begins with; asked for at once, to be there before its words."""
    return asset("node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2")


def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. Without a label it is hidden from screen readers: then a word must stand beside it."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, _sprite(), name
        )
    return _bare_icon(name, _sprite())


@lru_cache(maxsize=500)
def _bare_icon(name: str, sprite: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


def _sprite() -> str:
    return _address(manifest()["icons.svg"]["file"])


@lru_cache(maxsize=100)
def _address(file: str) -> str:
    """The address of a built file; its name changes with its content."""
    return static(f"ui/dist/{file}")
