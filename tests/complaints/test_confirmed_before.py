"""The migration that keeps news going to addresses which accounts confirmed before there were codes."""

from importlib import import_module

import pytest
from django.db import connection

from complaints.intake import Contact
from complaints.models import Complainant

pytestmark = pytest.mark.django_db
migration = import_module("complaints.migrations.0015_addresses_that_accounts_confirmed")


def test_confirms_the_accounts_own_address_and_no_other(file, malee):
    own = file().complaint
    other = file(contact=Contact(email="somchai@example.org")).complaint
    guest = file(by=None, contact=Contact(email="malee@example.org")).complaint
    Complainant.objects.update(news_channel="page", news_confirmed_at=None)

    with connection.schema_editor() as editor:
        migration.fill(None, editor)

    reached = {person.complaint_id: person for person in Complainant.objects.all()}
    assert reached[own.pk].news_confirmed_at == malee.email_confirmed_at
    assert reached[other.pk].news_confirmed_at is None
    assert reached[guest.pk].news_confirmed_at is None
    assert {person.news_channel for person in reached.values()} == {"email"}
