"""A table asks the database the same of all its forms once, and of each only what is its own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.entering.models import Entry
from consultations.entering.stacks import begin_stack
from consultations.entering.tables import enter_table, look_at_table
from consultations.participation.models import Participant, Vote
from consultations.questionnaires.models import Answer, Sheet
from tests.consultations.entering.conftest import about

pytestmark = pytest.mark.django_db
MOST_A_FORM = 5
"""Participant, sheet, answers to statements, answers to questions, the form."""


def table(forms):
    return "form,s1,s2,q1,q2,q5\n" + "".join(f"{n},1,2,{1 + n % 3},1,4\n" for n in range(1, forms + 1))


def test_each_form_costs_five_statements(running, suda):
    asked = []
    for forms in (5, 50):
        stack = begin_stack(running, about(forms=forms), by=suda)
        for act in (look_at_table, enter_table):
            with CaptureQueriesContext(connection) as counted:
                act(stack, table(forms), by=suda)
            asked.append(len(counted))
    few_looked, few, many_looked, many = asked
    assert many - few <= 45 * MOST_A_FORM and many_looked - few_looked <= 45 * MOST_A_FORM
    assert Entry.objects.count() == Participant.objects.count() == Sheet.objects.count() == 55
    assert (Vote.objects.count(), Answer.objects.count()) == (110, 165)
    assert Sheet.objects.filter(stakeholders=2).count() == Answer.objects.filter(stakeholders=2).count() / 3 > 0
