"""The law of the tests of statutes."""

from tests.consultations.statutes.conftest import law, malee, register  # noqa: F401 - fixtures
