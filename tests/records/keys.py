"""Keys to sign with, made once a run."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from unittest.mock import patch

from records.pdf_signing import make_test_key


@cache
def key_of_the_tests() -> Path:
    return make_test_key(Path(mkdtemp(prefix="siang-key-")) / "key.p12")


@cache
def key_in_earnest() -> Path:
    """One whose certificate does not say that it is a test, as an authority would give it."""
    with patch("records.pdf_signing.NOT_VALID", "กรมทางหลวง"):
        return make_test_key(Path(mkdtemp(prefix="siang-key-")) / "earnest.p12")
