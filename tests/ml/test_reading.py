"""One pass over a text gives what scikit-learn's own transformers give."""

import numpy as np
import pytest
from scipy.sparse import hstack

from ml import reading
from ml.benchmark import _texts
from ml.reading import Reader
from ml.thai_text import words
from ml.topics import TextView, learnable, text_views

ODD = ["", "ก", "ๆ", "A ก", "ไฟ", "ไฟ ดับ", "ไฟ ดับ ไฟ ดับ ไฟ ดับ", "zzz qqq", "ΣΑΣ İstanbul", "\u200b", "น้ำ " * 900]


@pytest.fixture(scope="module")
def views(shipped):
    return [view for _, view in shipped._model.features.named_steps["views"].transformer_list]


def cut(texts):
    return [learnable(words(text)) for text in texts]


class TestReading:
    def test_gives_what_the_views_give(self, views):
        texts = [*cut(_texts(200, 3)), *ODD]
        expected = hstack([view.transform(texts) for view in views], format="csr")

        features = Reader(views).read(texts)

        assert features.dtype == expected.dtype == np.float32
        assert features.has_sorted_indices
        assert (features.indptr == expected.indptr).all() and (features.indices == expected.indices).all()
        assert np.allclose(features.data, expected.data, rtol=1e-5, atol=1e-7)

    def test_gives_the_same_for_one_as_for_many(self, views):
        reader, texts = Reader(views), cut(_texts(20, 4))

        together = reader.read(texts)

        for row, text in enumerate(texts):
            assert (reader.read([text]) != together[row]).nnz == 0

    def test_gives_the_same_in_several_goes(self, views, monkeypatch):
        texts = [*cut(_texts(30, 6)), *ODD]
        together = Reader(views).read(texts)
        monkeypatch.setattr(reading, "LETTERS_AT_ONCE", 200)
        apart = Reader(views).read(texts)

        assert apart.shape == together.shape and (apart != together).nnz == 0

    def test_a_line_break_in_a_text_is_no_new_text(self, views):
        reader = Reader(views)
        assert (reader.read(["ไฟ\nดับ", "ขยะ"])[1] != reader.read(["ขยะ"])).nnz == 0

    def test_reads_no_text_at_all(self, views):
        assert Reader(views).read([]).shape == (0, sum(len(view.get_feature_names_out()) for view in views))

    @pytest.mark.parametrize("lengths", [(1, 1), (1, 3), (2, 2), (2, 5)])
    @pytest.mark.parametrize("analyzer", ["word", "char"])
    def test_counts_pieces_of_every_length(self, analyzer, lengths):
        texts = ["ไฟ ถนน ดับ ทั้ง ซอย", "ถนน เป็น หลุม", "ไฟ ดับ"]
        view = TextView(
            analyzer=analyzer,
            token_pattern=r"\S+" if analyzer == "word" else None,
            ngram_range=lengths,
            sublinear_tf=True,
        )
        expected = view.fit_transform(texts)

        assert np.allclose(Reader([view]).read(texts).toarray(), expected.toarray(), rtol=1e-5)

    @pytest.mark.parametrize("otherwise", [{"sublinear_tf": False}, {"norm": None}, {"analyzer": "char_wb"}])
    def test_refuses_a_view_that_weighs_in_another_way(self, otherwise):
        view = TextView(**{"token_pattern": r"\S+", "sublinear_tf": True} | otherwise).fit(["ไฟ ดับ"])

        with pytest.raises(ValueError, match="weighs"):
            Reader([view])

    def test_reads_every_view_that_models_are_trained_with(self):
        pipeline = text_views(min_df=1).fit(["ไฟ ถนน ดับ", "ถนน พัง"])

        assert Reader([view for _, view in pipeline.transformer_list]).read(["ไฟ ดับ"]).nnz > 0
