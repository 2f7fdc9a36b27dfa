"""Keys to sign with, made once a run."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from records.pdf_signing import make_test_key


@cache
def key_of_the_tests() -> Path:
    return make_test_key(Path(mkdtemp(prefix="siang-key-")) / "key.p12")
