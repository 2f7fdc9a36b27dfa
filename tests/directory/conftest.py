import pytest

from directory.calendar import forget_calendar


@pytest.fixture(autouse=True)
def calendar_of_this_test():
    """Days off are kept for a minute in the process: no test may see another's."""
    forget_calendar()
    yield
    forget_calendar()
