"""The benchmark runs and gives its figures; how fast is for `manage.py bench` to say, never for a test."""

from ml.benchmark import run


def test_gives_every_figure():
    figures = run(texts=20)
    assert set(figures) == {"cpu_ms_median", "cpu_ms_p95", "cpu_ms_batch", "load_cpu_s"}
    assert all(value > 0 for value in figures.values())
