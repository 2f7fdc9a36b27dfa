"""Who administers."""

import pytest

from directory.models import Role
from tests.factories import make_agency, make_membership, make_user


@pytest.fixture
def manop(db):
    office = make_agency("สำนักงานปลัดสำนักนายกรัฐมนตรี", code="opm-ops")
    return make_membership(make_user("มานพ ระเบียบ", is_staff=True), office, Role.ADMINISTRATOR).user


@pytest.fixture
def page(client, manop):
    """A browser in which the administrator is signed in."""
    client.force_login(manop)
    return client
