"""A result report is drawn up by the system, edited and published by the team, and stays as it was published."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, connection, transaction
from django.urls import reverse

from consultations.models import Consultation, ConsultationEvent
from consultations.participation.counting import add_up
from consultations.participation.models import Answer, Statement
from consultations.participation.voting import cast_vote
from consultations.results import drawing
from consultations.results.answering import answer_duty
from consultations.results.drawing import draw_waiting
from consultations.results.figures import draw_up
from consultations.results.models import Duty, PdfState, Report, ReportVersion, Telling
from consultations.results.reporting import keep_report, publish_report, report_of
from consultations.results.telling import tell_one
from consultations.themes.models import Membership
from consultations.themes.sorting import name_theme
from notifications.models import Message
from tests.consultations.participation.conftest import browser
from tests.consultations.results.conftest import close, of, refused, written_by
from tests.consultations.results.test_answering import ANSWER
from tests.consultations.themes.conftest import theme_of

pytestmark = pytest.mark.django_db
SUMMARY = "คนส่วนใหญ่ขอต้นไม้และที่ของแผงลอย"


def keep(consultation, by, **fields):
    report = report_of(consultation)
    told = {
        "summary_th": SUMMARY,
        "summary_en": "",
        "parts": [part["text"] for part in report.parts],
        "quotes": {},
        "seen": report.edits,
        **fields,
    }
    return keep_report(consultation, **told, by=by)


def publish(consultation, by, **fields):
    return publish_report(consultation, **({"seen": report_of(consultation).edits} | fields), by=by)


@pytest.fixture
def consultation(found):
    for number in range(3):
        cast_vote(found, 1, Answer.AGREE, visitor=browser(number))
    cast_vote(found, 1, Answer.DISAGREE, visitor=browser(9))
    while add_up():
        pass
    close(found)
    return Consultation.objects.get(pk=found.pk)


class TestTheDraft:
    def test_is_drawn_up_from_what_is_there(self, consultation, found, duty):
        name_theme(duty.theme, name="ขอร่มเงา", by=found.consultation.events.first().by)
        told = draw_up(report_of(consultation))
        (people,) = told["people"]
        assert (people["accounts"], people["answers"]) == (0, 4)
        assert people["anonymous"] >= 4
        assert told["statements"][0]["anonymous"] == [3, 1, 0]
        named = next(theme for theme in told["themes"] if theme["number"] == duty.theme.number)
        assert (named["name"], named["answers"], named["duty"]) == ("ขอร่มเงา", 5, duty.n)
        assert 1 <= len(named["quotes"]) <= 3
        assert len(told["duties"]) == 3
        json.dumps(told)

    def test_has_a_part_for_each_thing_that_would_change(self, consultation):
        assert [part["heading"] for part in report_of(consultation).parts] == [
            "รถเข็นผ่านได้ทุกช่วง", "ห้ามจอดรถบนทางเท้า",
        ]  # fmt: skip

    def test_masks_what_people_wrote_in_what_is_chosen_too(self, consultation, found, suda):
        own = of(found, "trees")[0]
        Statement.objects.filter(pk=own.pk).update(text="ปลูกต้นไม้ โทร 081-234-5678")
        theme = Membership.objects.get(text=f"s{own.n}").theme
        keep(consultation, suda, quotes={theme.number: [f"s{own.n}"]})
        told = json.dumps(draw_up(report_of(consultation)), ensure_ascii=False)
        assert "ปลูกต้นไม้ โทร" in told
        assert "081-234-5678" not in told

    def test_is_for_the_team_alone(self, consultation, nipa):
        with refused("not_your_agency"):
            keep(consultation, nipa)
        with refused("not_your_agency"):
            publish(consultation, nipa)

    def test_loses_no_words_of_a_colleague(self, consultation, suda):
        keep(consultation, suda)
        with refused("report_moved_on"):
            keep(consultation, suda, seen=0, summary_th="อื่น")
        assert Report.objects.get().summary_th == SUMMARY

    def test_quotes_only_what_is_in_the_theme_and_three_at_most(self, consultation, found, suda):
        trees, stalls = theme_of(found, "trees"), of(found, "stalls")
        with refused("not_in_the_theme"):
            keep(consultation, suda, quotes={trees.number: [f"s{stalls[0].n}"]})
        with refused("too_many_quotes"):
            keep(consultation, suda, quotes={trees.number: [f"s{each.n}" for each in of(found, "trees")]})
        keep(consultation, suda, quotes={trees.number: []})
        told = draw_up(report_of(consultation))
        assert next(each for each in told["themes"] if each["number"] == trees.number)["quotes"] == []


class TestPublishing:
    def test_waits_for_the_close_and_for_words(self, found, suda):
        with refused("not_closed_yet"):
            publish(found.consultation, suda)
        consultation = close(found)
        with refused("summary_missing"):
            publish(consultation, suda)
        assert not ReportVersion.objects.exists()
        assert Consultation.objects.get(pk=found.pk).state == "closed"

    def test_keeps_the_numbers_and_the_words(self, consultation, found, suda):
        keep(consultation, suda)
        version = publish(consultation, suda)
        before = version.told
        Statement.objects.filter(conversation=found, author__isnull=False).update(text="อื่น")
        keep(consultation, suda, summary_th="อย่างอื่น")
        version.refresh_from_db()
        assert version.told == before
        for change in ("UPDATE results_reportversion SET told = '{}'", "DELETE FROM results_reportversion"):
            with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)

    def test_is_one_line_and_makes_the_state(self, consultation, suda):
        keep(consultation, suda)
        publish(consultation, suda)
        consultation.refresh_from_db()
        assert (consultation.state, consultation.reported_at is None) == ("reported", False)
        assert [line.by for line in ConsultationEvent.objects.filter(kind="reported")] == [suda]

    def test_again_is_no_second_version_and_another_one_needs_a_reason(self, consultation, suda):
        keep(consultation, suda)
        first = publish(consultation, suda)
        assert publish(consultation, suda) == first
        keep(consultation, suda, summary_th="แก้คำผิด")
        with refused("note_missing"):
            publish(consultation, suda)
        with refused("report_moved_on"):
            publish(consultation, suda, reason="แก้คำผิด", seen=1)
        second = publish(consultation, suda, reason="แก้คำผิด")
        assert publish(consultation, suda, reason="แก้คำผิด") == second
        assert (first.number, second.number, second.reason) == (1, 2, "แก้คำผิด")
        reported_at = consultation.reported_at
        consultation.refresh_from_db()
        assert consultation.reported_at == first.published_at != reported_at
        assert Telling.objects.filter(kind="reported").count() == 1

    def test_tells_who_took_part_once(self, consultation, found, suda, malee):
        written_by(malee, of(found, "trees")[0])
        keep(consultation, suda)
        publish(consultation, suda)
        while tell_one():
            pass
        mail = Message.objects.get(user=malee)
        assert reverse("report", args=[consultation.slug]) in mail.body
        assert SUMMARY not in mail.body
        assert Telling.objects.get().people == 1

    def test_with_all_answered_is_answered_in_full(self, consultation, duty, suda):
        for each in Duty.objects.select_related("consultation"):
            answer_duty(each, **ANSWER, by=suda)
        keep(consultation, suda)
        publish(consultation, suda)
        assert Consultation.objects.get(pk=consultation.pk).state == "responded"


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_one_version(consultation, suda):
    keep(consultation, suda)
    both = Barrier(2)

    def work(_n):
        try:
            both.wait()
            return publish(consultation, suda).number
        except ValidationError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(work, range(2)))
    assert 1 in told
    assert ReportVersion.objects.count() == ConsultationEvent.objects.filter(kind="reported").count() == 1


class TestThePaper:
    @pytest.fixture
    def version(self, consultation, duty, suda, settings, tmp_path):
        settings.MEDIA_ROOT = str(tmp_path)
        keep(consultation, suda, parts=["เพิ่มทางลาดทุกแยก", ""])
        return publish(consultation, suda)

    def test_is_made_by_the_worker_in_thai(self, version, client, tmp_path):
        url = reverse("report_pdf", args=[version.report.consultation.slug])
        assert client.get(url).status_code == 404
        assert draw_waiting() == 1
        assert draw_waiting() == 0
        answer = client.get(url)
        (tmp_path / "report.pdf").write_bytes(b"".join(answer.streaming_content))
        told = subprocess.run(
            ["pdftotext", "report.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        text = told.stdout
        assert "เพิ่มทางลาดทุกแยก" in text.replace("\n", "")

    def test_of_one_that_cannot_be_drawn_the_others_do_not_wait(self, version, monkeypatch, caplog):
        def breaks(pk):
            raise ValueError(pk)

        monkeypatch.setattr(drawing, "_draw_one", breaks)
        assert draw_waiting() == 1
        version.refresh_from_db()
        assert version.pdf_state == PdfState.FAILED
        assert draw_waiting() == 0

    def test_the_pages_and_the_data_say_the_same(self, version, client, consultation):
        page = client.get(reverse("report", args=[consultation.slug]))
        assert page.status_code == 200
        shown = page.content.decode()
        assert SUMMARY in shown
        assert "เพิ่มทางลาดทุกแยก" in shown
        told = json.loads(client.get(reverse("report_json", args=[consultation.slug])).content)
        assert (told["format"], told["version"]) == ("siang-pracha/result-report/1", 1)
        assert told["statements"][0]["anonymous"] == [3, 1, 0]
        assert "edits" not in told
        numbers = b"".join(client.get(reverse("report_csv", args=[consultation.slug])).streaming_content).decode()
        assert '"3","75"' in numbers
        assert (
            reverse("report", args=[consultation.slug]) in client.get(consultation.get_absolute_url()).content.decode()
        )

    def test_an_earlier_version_is_read_by_its_number_and_says_so(self, version, client, consultation, suda):
        keep(consultation, suda, summary_th="นับใหม่ทั้งหมด")
        publish(consultation, suda, reason="แก้ตัวเลข")
        url = reverse("report", args=[consultation.slug])
        assert "นับใหม่ทั้งหมด" in client.get(url).content.decode()
        old = client.get(url + "?version=1").content.decode()
        assert SUMMARY in old
        assert "นับใหม่ทั้งหมด" not in old
        for wrong in ("3", "x", "๑", "-1", "99999999999"):
            assert client.get(f"{url}?version={wrong}").status_code == 404

    def test_no_statement_more_for_more_themes(self, version, client, consultation, django_assert_max_num_queries):
        with django_assert_max_num_queries(8):
            client.get(reverse("report", args=[consultation.slug]))


class TestTheTeamsPages:
    def test_keep_preview_and_publish(self, client, consultation, found, suda, duty):
        client.force_login(suda)
        slug, trees = consultation.slug, theme_of(found, "trees")
        edit = reverse("edit_report", args=[slug])
        assert client.get(edit).status_code == 200
        chosen = trees.typical[0]
        typed = {"summary_th": SUMMARY, "part0": "แก้ข้อ 3", f"quotes{trees.number}": [chosen], "seen": 0}
        assert client.post(edit, typed | {f"quotes{trees.number}": ["s999"]}).status_code == 400
        assert client.post(edit, typed | {"then": "preview"}).url == reverse("preview_report", args=[slug])
        assert client.post(edit, typed).status_code == 409
        preview = client.get(reverse("preview_report", args=[slug])).content.decode()
        assert "แก้ข้อ 3" in preview
        assert client.get(reverse("report", args=[slug])).status_code == 404
        publish = reverse("publish_report", args=[slug])
        assert client.post(publish, {"seen": 0}).status_code == 409
        assert client.post(publish, {"seen": 1}).url == reverse("report", args=[slug])
        assert client.post(publish, {"seen": 1}).status_code == 302
        assert ReportVersion.objects.count() == 1

    def test_are_not_found_by_others(self, client, consultation, nipa, malee):
        for who in (nipa, malee):
            client.force_login(who)
            for name in ("edit_report", "preview_report"):
                assert client.get(reverse(name, args=[consultation.slug])).status_code == 404
            assert client.post(reverse("publish_report", args=[consultation.slug]), {"seen": 0}).status_code == 404
