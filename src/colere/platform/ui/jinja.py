"""The Jinja environment of all pages: globals, filters, translation, strict about names that do not exist."""

import json
from typing import Any

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from colere.platform.permissions import Actor, allows
from colere.platform.ui import assets, forms, places, words

HTMX_CONFIG = json.dumps(
    {
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
        "scrollIntoViewOnBoost": False,
        "defaultSwapStyle": "outerHTML",
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "422", "swap": True},
            {"code": "[45]..", "swap": False, "error": True},
        ],
    }
)


def environment(**options: Any) -> Environment:
    """What Django's Jinja2 backend asks for (`TEMPLATES[…]["OPTIONS"]["environment"]`)."""
    options["undefined"] = StrictUndefined
    options.setdefault("extensions", []).extend(["jinja2.ext.i18n", "jinja2.ext.do"])
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Environment(**options)  # Django's backend has switched auto-escape on
    env.install_gettext_callables(  # type: ignore[attr-defined]
        words.say, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals.update(
        url=url,
        static=static,
        asset=assets.asset,
        stylesheets=assets.stylesheets,
        first_font=assets.first_font,
        icon=assets.icon,
        allows=_allows,
        get_language=translation.get_language,
        figure_words=words.figure,
        htmx_config=HTMX_CONFIG,
        get_messages=get_messages,
        widget=forms.widget,
        widget_kind=forms.widget_kind,
        is_optional=forms.is_optional,
        choice_widget=forms.choice_widget,
        interval_words=words.interval,
        answers_words=words.answers,
    )
    env.filters.update(
        ago=words.ago,
        day=words.day,
        clock=words.clock,
        exact=words.exact,
        number=words.number,
        percent=words.percent,
        duration=words.duration,
        language=words.language,
        breakable=breakable,
    )
    return env


def breakable(value: Any) -> Any:
    """A mail address that may go on in the next line before its "@", not in the middle of a word."""
    if not isinstance(value, str) or "@" not in value or hasattr(value, "__html__"):
        return value
    return Markup("<wbr>@").join(escape(part) for part in value.split("@"))


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named route: `url("customers:customer-detail", customer.id)`."""
    return reverse(name, args=args, kwargs=kwargs) if args or kwargs else places.plain_address_of(name)


@pass_context
def _allows(context: Context, name: str, obj: Any = None) -> bool:
    """Whether the signed-in actor may; nobody signed in may nothing. In a macro, import it `with context`."""
    actor: Actor | None = getattr(context.get("request"), "actor", None)
    return actor is not None and allows(actor, name, obj)
