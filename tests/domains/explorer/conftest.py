"""Marks of the tests of the report."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "spark: runs Apache Spark; left out where the extra `spark` or Java is missing")
