from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Only there so that the command `demo` is found; the demo company has no tables."""

    name = "colere.demo"
    label = "demo"
