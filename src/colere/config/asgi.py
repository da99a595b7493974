"""The one ASGI application: live streams, and Django behind them."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "colere.config.settings")
django = get_wsgi_application()  # sets Django up; what is imported below needs its models

from django.conf import settings  # noqa: E402

from colere.platform.live.server import Application  # noqa: E402

application = Application(django, threads=settings.WEB_THREADS)

# What was loaded until now stays for good: the collector need not look at it again for every page (about a tenth).
gc.collect()
gc.freeze()
