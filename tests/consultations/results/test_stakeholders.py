"""The report says how many of those whom the law concerns were told, and its publication is told to them."""

import pytest

from consultations.results.figures import draw_up
from consultations.results.report_words import rows_of, sections_of
from consultations.results.reporting import report_of
from consultations.statutes.linking import link_law
from consultations.statutes.models import StakeholderNotice
from consultations.statutes.stakeholders import add_stakeholder
from consultations.statutes.telling import tell_stakeholders
from tests.consultations.results.test_reporting import consultation, keep, publish
from tests.consultations.statutes.conftest import law, register
from tests.consultations.statutes.test_stakeholders import concerned

__all__ = ["consultation", "law", "register"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def linked(consultation, law, suda):
    link_law(consultation, law, role="successor", by=suda)
    for n in range(3):
        add_stakeholder(law, concerned(n), by=suda)
    return consultation


def test_the_first_publication_is_told_once_and_the_next_report_counts_it(linked, suda):
    keep(linked, suda)
    version = publish(linked, suda)
    assert version.told["stakeholders"] == {"registered": 3, "reached": 0}
    tell_stakeholders.function()
    results = StakeholderNotice.objects.filter(occasion=StakeholderNotice.Occasion.RESULT)
    assert results.count() == 3
    results.update(sent_at=version.published_at)
    keep(linked, suda, summary_th="คนส่วนใหญ่ขอต้นไม้")
    second = publish(linked, suda, reason="แก้คำ")
    tell_stakeholders.function()
    assert results.count() == 3
    assert second.told["stakeholders"] == {"registered": 3, "reached": 3}
    assert "3" in str(sections_of(second))
    assert [row[4] for row in rows_of(second)][1:3] == [3, 3]


def test_where_no_register_names_anybody_nothing_is_said_of_it(consultation, suda):
    told = draw_up(report_of(consultation))
    assert told["stakeholders"] == {"registered": 0, "reached": 0}
    keep(consultation, suda)
    assert not any(heading == "Those whom the law concerns" for heading, _ in sections_of(publish(consultation, suda)))
