"""What the tests of law texts share."""

import time
from contextlib import contextmanager

import pytest


@pytest.fixture
def cpu_seconds():
    """Holds what is done within it to so many seconds of this process's CPU, whatever else the machine does."""

    @contextmanager
    def cpu_seconds(most):
        begun = time.process_time()
        yield
        assert time.process_time() - begun < most

    return cpu_seconds
