"""By which dictionary and rules stored words were cut, and which worker is to cut them anew."""

import hashlib
import subprocess
import sys

import pytest

from ml.segmenter import Segmenter, segmenter
from records import search, segmentation
from records.models import SegmentationVersion
from records.search import search_tokens
from records.segmentation import UNKNOWN, current_segmentation, other_segmentations, segmentation_here

GIVEN = {(2, "PyThaiNLP 5.4.0"): "32e6d44b213ec88b77387ff8675d02840cd1901f4ca4b4fc878914bbd5c2b0b6"}
TEXTS = (
    "เสาไฟฟ้าหน้าหมู่บ้านล้มขวางถนน",
    "น้ําท่วมซอยอ่อนนุช ๔๖ รถเมล์ BTS ไม่มา",
    "ฟุตปาธแตกกกกก it's broken\u200b",
    "靠近ซอยอ่อนนุช46的路灯不亮",
    "မီးတိုင် ပျက်နေတာ",
    "ไฟทาง-ดับ 081-234 5678",
)


@pytest.fixture(autouse=True)
def _just_started(monkeypatch):
    monkeypatch.setattr(segmentation, "_has_started", False)


def release(monkeypatch, *, rules=1, dictionary="d" * 64):
    """A worker of this release starts."""
    monkeypatch.setattr(segmentation, "RULES", rules)
    monkeypatch.setattr(segmentation, "segmenter", lambda: Segmenter("PyThaiNLP 5.4.0", dictionary))
    monkeypatch.setattr(segmentation, "_has_started", False)
    return segmentation_here()


def go_on(monkeypatch, *, rules):
    """One that has been at work all the time."""
    monkeypatch.setattr(segmentation, "RULES", rules)
    monkeypatch.setattr(segmentation, "_has_started", True)
    return segmentation_here()


@pytest.mark.django_db
class TestVersions:
    def test_it_is_put_down_once(self):
        here = segmentation_here()
        assert here.is_current and segmentation_here() == here
        told = SegmentationVersion.objects.get()
        assert (told.program, told.dictionary) == (segmenter().program, segmenter().dictionary)
        assert told == current_segmentation()

    def test_knowing_it_is_one_statement(self, django_assert_num_queries):
        segmentation_here()
        with django_assert_num_queries(1):
            segmentation_here()

    @pytest.mark.parametrize("change", [{"rules": 2}, {"dictionary": "e" * 64}])
    def test_other_rules_and_another_dictionary_are_another(self, monkeypatch, change):
        old, new = release(monkeypatch), release(monkeypatch, **change)
        assert new.number != old.number and new.is_current
        assert other_segmentations(new.number) == [old.number, UNKNOWN]

    def test_beside_a_newer_worker_the_older_one_is_not_current(self, monkeypatch):
        old, new = release(monkeypatch), release(monkeypatch, rules=2)
        assert go_on(monkeypatch, rules=1) == segmentation.Here(old.number, False)
        assert go_on(monkeypatch, rules=2) == new

    def test_after_a_step_back_the_older_one_is(self, monkeypatch):
        old, new = release(monkeypatch), release(monkeypatch, rules=2)
        assert release(monkeypatch) == segmentation.Here(old.number, True)
        assert go_on(monkeypatch, rules=2) == segmentation.Here(new.number, False)
        assert current_segmentation().pk == old.number


def test_what_cuts_is_told_without_loading_it():
    told = "from ml.segmenter import segmenter; print(segmenter().dictionary); import sys; print('pythainlp' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.split()
    assert len(said[0]) == 64 and said[1] == "False"


def test_the_dictionary_told_is_the_one_that_cuts():
    from pythainlp.corpus.common import thai_words
    from pythainlp.tokenize import word_dict_trie

    from ml.segmenter import corpus

    listed = {line.strip() for line in corpus("words_th.txt").read_text(encoding="utf-8").splitlines() if line.strip()}
    assert listed == set(thai_words()) == set(word_dict_trie())


def test_other_words_are_of_other_rules():
    """Where this fails: count records.search.RULES up, so that what is stored is cut anew, and write the new sum here."""
    words = "\n".join(search_tokens(text) for text in TEXTS)
    assert GIVEN[search.RULES, segmenter().program] == hashlib.sha256(words.encode()).hexdigest()
