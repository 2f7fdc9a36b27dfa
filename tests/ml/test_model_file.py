"""A model file is opened only when its card vouches for it."""

import json
import shutil

import pytest

from ml.model_file import ModelRefused, card_of, checksum, load_model, save_model


@pytest.fixture
def copied(small_model, tmp_path):
    """A model and its card, free to be damaged."""
    for path in (small_model, card_of(small_model)):
        shutil.copy(path, tmp_path)
    return tmp_path / small_model.name


def vouch_for(path):
    """Make the card agree with whatever the file now holds."""
    card = json.loads(card_of(path).read_text(encoding="utf-8"))
    card_of(path).write_text(json.dumps(card | {"sha256": checksum(path)}), encoding="utf-8")


class TestLoading:
    def test_gives_what_was_saved(self, small_model):
        model = load_model(small_model)
        assert model.version == "2022-12-01"
        assert set(model.heads) == {"traffy24", "menu6"}

    def test_refuses_a_file_in_which_one_byte_was_changed(self, copied):
        content = bytearray(copied.read_bytes())
        content[len(content) // 2] ^= 1
        copied.write_bytes(content)
        with pytest.raises(ModelRefused) as refused:
            load_model(copied)
        assert refused.value.reason == "checksum"

    def test_refuses_a_file_that_was_cut_off(self, copied):
        copied.write_bytes(copied.read_bytes()[:-100])
        with pytest.raises(ModelRefused):
            load_model(copied)

    def test_refuses_garbage_even_when_the_card_agrees(self, copied):
        copied.write_bytes(b"not a model")
        vouch_for(copied)
        with pytest.raises(ModelRefused) as refused:
            load_model(copied)
        assert refused.value.reason == "content"

    def test_refuses_another_type_even_when_the_card_agrees(self, copied):
        import skops.io
        from sklearn.preprocessing import FunctionTransformer

        skops.io.dump({"plain": "{}", "features": FunctionTransformer(func=shutil.rmtree)}, copied)
        vouch_for(copied)
        with pytest.raises(ModelRefused) as refused:
            load_model(copied)
        assert refused.value.reason == "types"

    @pytest.mark.parametrize("card", ["", "[]", "{", "null"])
    def test_refuses_a_file_without_a_readable_card(self, copied, card):
        card_of(copied).write_text(card, encoding="utf-8")
        with pytest.raises(ModelRefused) as refused:
            load_model(copied)
        assert refused.value.reason in {"card", "checksum"}

    def test_refuses_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(ModelRefused) as refused:
            load_model(tmp_path / "topics-none.skops")
        assert refused.value.reason == "missing"


def test_the_same_data_and_seed_give_the_same_answers(small_complaints, small_classifier, tmp_path):
    from ml.serving import Classifier
    from ml.train import train
    from tests.ml.conftest import TOPIC_OF, TREE

    again = save_model(train(small_complaints, TREE, TOPIC_OF, version="again"), tmp_path, {})
    asked = [{"id": 1, "text": "ทางเท้าหน้าบ้านแตก น้ำท่วมขัง"}]
    assert Classifier.load(again).predict(asked)[0].topics == small_classifier.predict(asked)[0].topics
