import subprocess
import sys

import pytest

from ml.thai_names import thai_names


@pytest.mark.parametrize("name", ["สมชาย", "ศิริพร", "ธนภัทร"])
def test_common_names_are_known(name):
    assert name in thai_names().given


@pytest.mark.parametrize("word", ["ที่", "และ", "ดี"])
def test_function_words_and_words_of_two_letters_are_no_names(word):
    assert word not in thai_names().given


def test_a_name_that_means_something_else_is_told_apart():
    names = thai_names()
    assert "สมบัติ" in names.given
    assert "สมบัติ" not in names.only_given
    assert "สมบัติ" not in names.after_khun  # คุณสมบัติ is a quality


def test_pythainlp_itself_is_not_loaded_for_them():
    """The web process looks for names in every text that is to be public."""
    asked = "import sys; from ml.thai_names import thai_names; thai_names(); print('pythainlp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
