"""What people comment on the text of a law is grouped into themes as well."""

import pytest
from django.utils import timezone

from consultations.comments.answering import answer_comment
from consultations.comments.models import Comment
from consultations.comments.writing import change_comment, withdraw_comment
from consultations.models import Consultation
from consultations.themes.sources import said_in, texts_of, versions_of
from tests.consultations.comments.conftest import begin, browser, commenting, say

__all__ = ["begin", "commenting"]

pytestmark = pytest.mark.django_db


def version(commenting) -> str:
    return versions_of(Consultation.objects.filter(pk=commenting.pk)).get(commenting.pk, "")


def test_comments_and_replies_count_and_the_agencys_answers_do_not(commenting, suda):
    assert version(commenting) == ""
    comment = say(commenting, text="ทางเท้าแคบ")
    reply = say(commenting, above=comment, text="ใช่ แคบมาก", visitor=browser(2))
    answer_comment(comment, text="รับไว้พิจารณา", by=suda)
    keys = {key for key, _tokens in texts_of(commenting.consultation)}
    assert keys == {f"c{comment.pk}", f"c{reply.pk}"}
    assert said_in(commenting.consultation, [*keys, "c999999"]) == {
        f"c{comment.pk}": "ทางเท้าแคบ",
        f"c{reply.pk}": "ใช่ แคบมาก",
    }


def test_of_another_consultation_is_said_nothing(commenting, begin):
    comment = say(commenting)
    other = begin(title_th="ร่างอื่น")
    assert said_in(other.consultation, [f"c{comment.pk}"]) == {} and list(texts_of(other.consultation)) == []


@pytest.mark.django_db(transaction=True)
def test_words_that_change_are_taken_back_or_hidden_are_another_version(commenting):
    """In transactions of their own: the database's clock stands still within one."""
    comment = say(commenting)
    other = say(commenting, text="อีกเรื่อง", visitor=browser(2))
    seen = [version(commenting)]
    change_comment(comment, text="เปลี่ยนใจแล้ว", visitor=browser())
    seen.append(version(commenting))
    Comment.objects.filter(pk=other.pk).update(hidden_at=timezone.now(), hidden_reason="ดูหมิ่น")
    seen.append(version(commenting))
    withdraw_comment(comment, visitor=browser())
    seen.append(version(commenting))
    assert len(set(seen)) == 4 and seen[-1] == ""
    assert list(texts_of(commenting.consultation)) == []
