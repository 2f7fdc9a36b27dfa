"""Small models made of small texts; the shipped one where a test is about it."""

from pathlib import Path

import pytest

from ml.complaint_data import Labelled
from ml.merging import TopicTree
from ml.model_file import save_model
from ml.serving import Classifier, newest_model
from ml.train import train

SHARED_DATA = Path(__file__).parents[2].parent / "shared" / "data" / "complaints"

TREE = TopicTree(
    {
        "roads": "",
        "roads/pavement": "roads",
        "flooding": "",
        "waste": "",
        "labour": "",
        "labour/unpaid-wages": "labour",
        "labour/dismissal": "labour",
    }
)
TOPIC_OF = {
    "traffy24": {"ถนน": "roads", "ทางเท้า": "roads/pavement", "น้ำท่วม": "flooding"},
    "menu6": {"ทางเท้า": "roads/pavement", "น้ำท่วม": "flooding", "ขยะ": "waste"},
}
_SENTENCES = {
    "ถนน": ("ถนนเป็นหลุมเป็นบ่อ รถล้มบ่อยมาก", "ถนนหน้าตลาดพังมานาน ขอให้มาซ่อม", "ผิวถนนทรุด ขรุขระไปหมดเลยค่ะ"),
    "ทางเท้า": ("ทางเท้าแตก เดินสะดุดล้ม", "ฟุตบาทพังหน้าโรงเรียน คนแก่เดินลำบาก", "กระเบื้องทางเท้าหลุดทั้งแถบ"),
    "น้ำท่วม": ("ฝนตกน้ำท่วมขังทั้งซอย", "น้ำท่วมเข้าบ้านทุกครั้งที่ฝนตก", "น้ำท่วมขังหน้าหมู่บ้าน ระบายช้ามาก"),
    "ขยะ": ("ขยะล้นถังไม่มีคนมาเก็บ", "รถขยะไม่มาเก็บเลยสองอาทิตย์", "มีคนเอาขยะมาทิ้งริมรั้ว เหม็นมาก"),
}


def labelled(labels: tuple[str, ...], rounds: int, month: str) -> list[Labelled]:
    """The sentences of each label, over and over with small differences, earliest first."""
    return [
        Labelled(f"{sentence} {'ครับ' if turn % 2 else 'ค่ะ'} ซอย{turn}", frozenset([label]), f"{month}-{1 + turn:02d}")
        for turn in range(rounds)
        for label in labels
        for sentence in _SENTENCES[label]
    ]


@pytest.fixture(scope="session")
def small_complaints() -> dict[str, list[Labelled]]:
    both = [Labelled(f"ถนนพังแล้วน้ำท่วมขังด้วย ซอย{turn}", frozenset({"ถนน", "น้ำท่วม"}), "2022-10-27") for turn in range(12)]
    return {
        "traffy24": labelled(("ถนน", "ทางเท้า", "น้ำท่วม"), 20, "2022-10") + both,
        "menu6": labelled(("ทางเท้า", "น้ำท่วม", "ขยะ"), 20, "2022-07"),
    }


@pytest.fixture(scope="session")
def small_model(small_complaints, tmp_path_factory) -> Path:
    """A model file with its card, trained on a hundred and some made-up complaints."""
    model = train(small_complaints, TREE, TOPIC_OF, version="2022-12-01")
    written = ("purpose", "vocabulary", "split")
    card = {
        **dict.fromkeys(written, "a test"),
        "data": dict.fromkeys(("origin", "licence", "labels"), "a test"),
        "versions": {},
        "merging": model.merging,
    }
    return save_model(model, tmp_path_factory.mktemp("models"), card)


@pytest.fixture(scope="session")
def small_classifier(small_model) -> Classifier:
    return Classifier.load(small_model)


@pytest.fixture(scope="session")
def shipped() -> Classifier:
    return Classifier.load(newest_model())


@pytest.fixture
def shared_data() -> Path:
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real complaints are not here ({SHARED_DATA.name}/ beside the repository's folder shared)")
    return SHARED_DATA
