"""check_all: everything is run, whatever failed, and the end says it all."""

import sys

import pytest

from config import setup_checks
from config.setup_checks import Check


def prints(name: str, *lines: str, code: int = 0, may_be_empty: bool = False) -> Check:
    return Check(
        name, [sys.executable, "-c", f"print({chr(10).join(lines)!r}); exit({code})"], may_be_empty=may_be_empty
    )


class TestOneCheck:
    @pytest.mark.parametrize(
        ("code", "may_be_empty", "passed"), [(0, False, True), (1, False, False), (1, True, False)]
    )
    def test_passes_by_its_exit_code(self, code, may_be_empty, passed):
        assert setup_checks.run(prints("ruff", code=code, may_be_empty=may_be_empty)).passed is passed

    def test_that_ran_no_test_fails_unless_it_may_be_empty(self):
        assert not setup_checks.run(prints("tests", "= no tests ran in 0.01s =", code=5)).passed
        assert setup_checks.run(prints("journeys", "= no tests ran in 0.01s =", code=5, may_be_empty=True)).passed

    def test_keeps_what_pytest_counted_though_more_is_printed_after_it(self):
        outcome = setup_checks.run(
            prints("tests", "===== 12 passed, 1 skipped in 3.20s (0:00:03) =====", '{"level": "INFO"}')
        )
        assert outcome.counted == "===== 12 passed, 1 skipped in 3.20s (0:00:03) ====="

    def test_chooses_its_own_settings(self, monkeypatch, capfd):
        monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings.development")
        reads = "import os; print(os.environ.get('DJANGO_SETTINGS_MODULE'))"
        setup_checks.run(Check("tests", [sys.executable, "-c", reads]))
        assert capfd.readouterr().out.splitlines()[-1] == "None"


class TestTheTable:
    def test_names_each_check_and_closes_with_what_was_counted(self):
        outcomes = [
            setup_checks.run(prints("ruff", "All checks passed!")),
            setup_checks.run(prints("tests", "=== 1 failed, 2 passed in 0.50s ===", code=1)),
            setup_checks.run(prints("kill tests", "=== 3 passed in 9.10s ===")),
        ]
        lines = setup_checks.table(outcomes).splitlines()
        assert [line.split()[:2] for line in lines[1:4]] == [["ok", "ruff"], ["FAILED", "tests"], ["ok", "kill"]]
        assert lines[-2:] == ["=== 1 failed, 2 passed in 0.50s ===", "=== 3 passed in 9.10s ==="]


class TestTheList:
    def test_is_whole_without_options_and_leaves_only_the_browser_out_when_fast(self):
        names = [check.name for check in setup_checks.checks(browser=True, deep=False)]
        fast = [check.name for check in setup_checks.checks(browser=False, deep=False)]
        assert {"ruff", "mypy", "imports", "migrations", "production", "tests", "kill tests"} <= set(fast)
        assert [name for name in names if name not in fast] == ["journeys", "pages"]

    def test_says_how_to_get_a_browser_where_there_is_none(self, monkeypatch, capfd):
        monkeypatch.setattr(setup_checks.shutil, "which", lambda name: None)
        journeys = setup_checks.checks(browser=True, deep=False)[-1]
        assert not setup_checks.run(journeys).passed
        assert "apt install chromium" in capfd.readouterr().out
