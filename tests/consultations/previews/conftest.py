"""Who reads and edits a draft besides its team."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.previews.coediting import invite_editor
from consultations.previews.linking import make_link
from directory.models import Role
from tests.factories import make_agency, make_membership, make_user


@pytest.fixture
def link(suda):
    """Makes a link to a draft; days: until its last day. Gives the link and its token."""

    def link(consultation, *, days=7, name="อาจารย์วิไล", may_comment=True, **more):
        ends_on = timezone.localdate() + timedelta(days=days)
        return make_link(consultation, name=name, may_comment=may_comment, ends_on=ends_on, by=suda, **more)

    return link


@pytest.fixture
def officer(db):
    """Of another agency, and of no policy team."""
    user = make_user("ธีระ คงมั่น", email="teera@example.org", email_confirmed_at=timezone.now())
    return make_membership(user, make_agency("กรมโยธา", code="dpt"), Role.OFFICER).user


@pytest.fixture
def invited(suda, officer):
    """Lets the officer edit a draft."""
    return lambda consultation: invite_editor(consultation, email=officer.email, by=suda)
