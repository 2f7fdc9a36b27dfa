"""A consultation begun as a copy takes comments as the earlier one did; what people said stays where it was."""

import pytest

from consultations.comments.models import Comment, Commenting
from consultations.drafting import copy_of, draft_consultation
from consultations.participation.models import Identity
from consultations.participation.taking_part import Visitor
from tests.consultations.comments.conftest import say

pytestmark = pytest.mark.django_db


def test_it_takes_comments_from_the_same_people_and_asks_for_a_text_of_its_own(begin, council, suda, malee):
    commenting = begin(lowest=Identity.CONFIRMED)
    say(commenting, visitor=Visitor(malee))
    earlier = commenting.consultation
    copied = Commenting.objects.get(
        pk=draft_consultation(copy_of(earlier), agency=council, by=suda, earlier=earlier).pk
    )
    assert copied.lowest_identity == Identity.CONFIRMED
    assert [problem.code for problem in copied.problems()] == ["text_missing"]
    assert Comment.objects.filter(commenting=copied).count() == 0
