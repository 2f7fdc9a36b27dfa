"""The demo's comments: each stands on words that are there, and the second version shows all that can become of them."""

import csv

import pytest

from config.demo_comments import ROWS, comment_on_texts, take_comments
from config.demo_laws import put_in_texts
from config.demo_paper import enter_paper
from consultations.comments.counting import people_who_commented
from consultations.comments.models import Comment, CommentFile, Mark, Place
from consultations.comments.threads import thread_of
from consultations.laws.models import Version
from consultations.models import Consultation
from tests.consultations.announcements import sign_and_announce


@pytest.mark.django_db
def test_shows_every_mark(draft, suda, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    key = "answer-days"
    consultation = draft()
    put_in_texts(consultation, key, by=suda, after_announcing=False)
    take_comments(Consultation.objects.get(pk=consultation.pk), key, by=suda)
    consultation = sign_and_announce(consultation, by=suda)
    comment_on_texts(consultation, key, number=1, by=suda)
    put_in_texts(consultation, key, by=suda, after_announcing=True)
    comment_on_texts(consultation, key, number=2, by=suda)
    with ROWS.open(encoding="utf-8", newline="") as lines:
        assert Comment.objects.count() == len(list(csv.DictReader(lines)))
    assert CommentFile.objects.to_read().count() == 1 and CommentFile.objects.waiting().count() == 1
    second = Version.objects.get(number=2)
    assert set(Place.objects.filter(version=second).values_list("mark", flat=True)) == set(Mark)
    changed = Comment.objects.get(words="ภายในห้าวันทำการ")
    place = Place.objects.get(comment=changed, version=second)
    assert (place.mark, place.words) == (Mark.CHANGED, "ภายในสามวันทำการ")
    assert thread_of(changed, second, reader=None)[0].words
    enter_paper(consultation, key, by=suda)
    assert people_who_commented(consultation.pk).entered == 2
