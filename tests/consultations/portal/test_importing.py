"""Consultations of another portal come in: by its columns, as a whole or not at all, once however often."""

import csv
import io
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from consultations.portal.exporting import as_portal_table
from consultations.portal.importing import forget_files, keep_file, look_at, look_at_file
from consultations.portal.linking import link_survey, unlink_survey
from consultations.portal.models import Survey, SurveyFile
from consultations.portal.reading import COLUMNS, MOST_BYTES, read_file
from tests.factories import make_agency, make_user

pytestmark = pytest.mark.django_db
OWN = "สำนักงานปลัดสำนักนายกรัฐมนตรี"
SAMPLE = Path(__file__).parents[3].parent / "shared" / "data" / "budget" / "consultations" / "law-portal-sample.csv"
PAGE = "/consultations/manage/elsewhere/"


def line(survey_id="901", **told):
    words = {
        "survey_id": survey_id, "survey_name": "รับฟังความคิดเห็นร่างระเบียบตลาดนัด", "survey_type_name": "ร่างกฎหมาย",
        "agency_name": OWN, "agency_id": "7", "ministry_id": "1", "start_date": "2021-02-01", "end_date": "2021-02-28",
        "duration_day": "27", "closed": "1", "close_year": "2021", "answer_count": "12", "view_count": "300",
        "question_count": "2", "n_invited": "0", "affects_prachachon": "0", "isconclude": "P", "law_group_id": "19,20",
        "url": f"https://law.go.th/listeningDetail?survey_id={survey_id}",
    }  # fmt: skip
    return words | told


def table(*lines, columns=COLUMNS, encoding="utf-8"):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode(encoding)


def keep(content, by):
    file, _looked = look_at_file(content, name="a.csv", by=by)
    return keep_file(file, by=by)


@pytest.fixture
def admin(db):
    return make_user("ผู้ดูแลระบบ", email="admin@example.org", is_staff=True, is_superuser=True)


class TestATable:
    def test_is_looked_at_before_anything_is_kept(self, suda):
        looked = look_at(table(line(), line("902")), by=suda)
        assert (looked.new, looked.changed, looked.may_be_kept) == (2, 0, True)
        assert not Survey.objects.exists() and not SurveyFile.objects.exists()

    def test_kept_says_what_the_portal_says(self, suda):
        keep(table(line()), suda)
        survey = Survey.objects.get()
        assert (survey.survey_id, survey.kind, survey.agency.name_th) == ("901", "draft_law", OWN)
        assert (str(survey.starts_on), survey.answers, survey.is_closed, survey.is_published) == (
            "2021-02-01", 12, True, True,
        )  # fmt: skip
        assert survey.law_groups == "19,20" and survey.host == "law.go.th"

    def test_once_more_changes_nothing_and_what_moved_on_is_brought_up_to_date(self, suda):
        keep(table(line(), line("902")), suda)
        again = look_at(table(line(), line("902")), by=suda)
        assert (again.new, again.changed, again.same, again.may_be_kept) == (0, 0, 2, False)
        file = keep(table(line(answer_count="15"), line("902")), suda)
        assert (file.new, file.changed, Survey.objects.count()) == (0, 1, 2)
        assert Survey.objects.get(survey_id="901").answers == 15

    def test_kept_twice_is_kept_once(self, suda):
        file, _looked = look_at_file(table(line()), name="a.csv", by=suda)
        assert keep_file(file, by=suda).kept_at == keep_file(file, by=suda).kept_at
        assert Survey.objects.count() == 1 and SurveyFile.objects.get().told == {}

    @pytest.mark.django_db(transaction=True)
    def test_kept_by_two_at_once_is_there_once(self, suda):
        files = [look_at_file(table(line(), line("902")), name=f"{n}.csv", by=suda)[0] for n in range(2)]
        errors = []

        def one(file):
            try:
                keep_file(file, by=suda)
            except Exception as error:
                errors.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=one, args=[file]) for file in files]
        [each.start() for each in threads]
        [each.join() for each in threads]
        assert errors == [] and Survey.objects.count() == 2
        assert sorted(SurveyFile.objects.values_list("new", flat=True)) == [0, 2]

    def test_that_nobody_kept_is_forgotten_after_a_day(self, suda):
        look_at_file(table(line()), name="a.csv", by=suda)
        assert forget_files.function() == 0
        SurveyFile.objects.update(at=timezone.now() - timedelta(hours=25))
        assert forget_files.function() == 1

    @pytest.mark.parametrize(
        ("told", "part"),
        [
            ({"survey_id": ""}, "survey_id"),
            ({"survey_id": "1; DROP"}, "survey_id"),
            ({"survey_name": " "}, "survey_name"),
            ({"survey_name": "ก" * 1001}, "survey_name"),
            ({"survey_type_name": "อื่นๆ"}, "หลักการ"),
            ({"start_date": "31/2/2564"}, "start_date"),
            ({"end_date": "2021-01-01"}, ""),
            ({"answer_count": "-3"}, "answer_count"),
            ({"answer_count": "หลาย"}, "answer_count"),
            ({"closed": "2"}, "closed"),
            ({"url": "javascript:alert(1)"}, "https"),
            ({"url": "https://law.go.th@evil.example/"}, "https"),
            ({"url": "http://law.go.th/1"}, "https"),
        ],
    )
    def test_with_one_line_that_cannot_be_taken_is_not_taken(self, suda, told, part):
        file, looked = look_at_file(table(line("900"), line(**told)), name="a.csv", by=suda)
        assert [each.line for each in looked.mistakes] == [3] and part in looked.mistakes[0].sentence
        assert file is None and not Survey.objects.exists()

    def test_may_leave_out_what_is_not_needed(self, suda):
        wanted = ("survey_id", "survey_name", "survey_type_name", "agency_name", "start_date", "end_date", "url")
        keep(table(line(), columns=wanted), suda)
        survey = Survey.objects.get()
        assert (survey.answers, survey.is_closed, survey.conclusion) == (None, None, "")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874", "tis-620"])
    def test_is_read_as_spreadsheets_save_it(self, suda, encoding):
        assert read_file(table(line(), encoding=encoding)).rows[0]["agency_name"] == OWN

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "column_missing"),
            (b"survey_id,survey_name\n1,a\n", "column_missing"),
            (b"%PDF-1.7 \x00\xff\xfe", "table_unreadable"),
            (b"x" * (MOST_BYTES + 1), "table_too_large"),
            (table(), "table_empty"),
            (table(*[line(str(n)) for n in range(20_001)]), "table_too_large"),
        ],
    )
    def test_that_is_none_says_so(self, suda, content, code):
        with pytest.raises(ValidationError) as refused:
            look_at(content, by=suda)
        assert refused.value.code == code

    def test_with_the_same_number_twice(self, suda):
        assert look_at(table(line(), line()), by=suda).twice == 1
        assert look_at(table(line(), line(answer_count="1")), by=suda).mistakes

    @pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of the portal is not here (../shared/data)")
    def test_of_the_portal_itself_is_read_whole(self, admin):
        looked = look_at(SAMPLE.read_bytes(), by=admin)
        assert (looked.new, looked.mistakes) == (20, [])


class TestWho:
    def test_a_policy_team_takes_lines_of_its_own_agency(self, suda):
        make_agency("กรมอื่น", code="other")
        looked = look_at(table(line(), line("902", agency_name="กรมอื่น"), line("903", agency_name="ไม่มีที่นี่")), by=suda)
        assert (looked.new, looked.others) == (1, 2)

    def test_whoever_administers_takes_all(self, admin):
        looked = look_at(table(line(), line("903", agency_name="ไม่มีที่นี่")), by=admin)
        assert (looked.new, looked.others) == (2, 0)

    def test_nobody_else(self, malee, client):
        with pytest.raises(ValidationError):
            look_at(table(line()), by=malee)
        client.force_login(malee)
        assert client.get(PAGE).status_code == 404

    def test_a_file_is_kept_by_who_looked_at_it(self, suda, nipa, client):
        file, _looked = look_at_file(table(line()), name="a.csv", by=suda)
        client.force_login(nipa)
        assert client.post(f"{PAGE}{file.public_id}/").status_code == 404
        with pytest.raises(ValidationError):
            keep_file(file, by=nipa)
        assert not Survey.objects.exists()


class TestPages:
    def test_from_the_table_to_the_list(self, client, suda):
        client.force_login(suda)
        name = "<script>alert(1)</script>"
        upload = SimpleUploadedFile("a.csv", table(line(survey_name=name), line("902", isconclude="O")))
        page = client.post(PAGE, {"file": upload}).content.decode()
        assert "keep" not in page and not Survey.objects.exists()
        file = SurveyFile.objects.get()
        assert client.post(f"{PAGE}{file.public_id}/", follow=True).redirect_chain[-1][0] == "/consultations/elsewhere/"
        client.logout()
        page = client.get("/consultations/elsewhere/").content.decode()
        assert "law.go.th/listeningDetail?survey_id=901" in page and "&lt;script&gt;" in page and name not in page

    def test_mistakes_are_told_by_their_lines_without_a_button(self, client, suda):
        client.force_login(suda)
        answered = client.post(PAGE, {"file": SimpleUploadedFile("a.csv", table(line(), line(closed="7")))})
        page = answered.content.decode()
        assert answered.status_code == 400 and 'id="mistakes"' in page and '<form class="card card--well' not in page

    def test_a_huge_one_is_refused_unread(self, client, suda):
        client.force_login(suda)
        huge = SimpleUploadedFile("a.csv", b"x" * (MOST_BYTES + 1))
        assert client.post(PAGE, {"file": huge}).status_code == 400
        assert client.post(PAGE, {}).status_code == 400


class TestTheLawItWasAbout:
    @pytest.mark.parametrize(
        ("title", "is_found"),
        [
            ("ประเมินผลสัมฤทธิ์ของพระราชบัญญัติทางเท้าที่ทุกคนเดินได้ พ.ศ. 2561", True),
            ("ร่างพระราชบัญญัติทางเท้าที่ทุกคนเดินได้ (ฉบับที่ ..) พ.ศ. ....", True),
            ("ประเมินผลพระราชบัญญัติทางเท้าที่ทุกคนเดินได้ พ.ศ. ๒๕๖๑", True),
            ("ประเมินผลพระราชบัญญัติทางเท้าที่ทุกคนเดินได้ พ.ศ. 2499", False),
            ("ร่างพระราชบัญญัติทางเท้าที่ทุกคนเดินได้และจอดได้", False),
            ("ร่างระเบียบตลาดนัด", False),
        ],
    )
    def test_is_the_one_its_title_names(self, law, suda, title, is_found):
        keep(table(line(survey_name=title)), suda)
        assert (Survey.objects.get().law_id == law.pk) is is_found

    def test_shows_it_with_the_state_of_its_results(self, client, law, suda):
        keep(
            table(line(survey_name=f"ประเมิน{law.title_th}"), line("902", survey_name=law.title_th, isconclude="O")),
            suda,
        )
        page = client.get(law.get_absolute_url()).content.decode()
        assert page.count("listeningDetail?survey_id=") == 2
        assert page.count("เผยแพร่ผลแล้วที่นั่น") == 1

    def test_is_said_by_hand_and_no_import_says_otherwise(self, law, suda, nipa):
        keep(table(line(survey_name=law.title_th)), suda)
        with pytest.raises(ValidationError):
            unlink_survey(law, "901", by=nipa)
        unlink_survey(law, "901", by=suda)
        keep(table(line(survey_name=law.title_th, answer_count="99")), suda)
        assert Survey.objects.get().law is None
        assert link_survey(law, " 901 ", by=suda).law == link_survey(law, "901", by=suda).law == law
        with pytest.raises(ValidationError):
            link_survey(law, "77", by=suda)

    def test_its_page_puts_one_in_and_takes_it_out(self, client, law, suda, nipa):
        keep(table(line()), suda)
        page = f"/laws/manage/{law.slug}/elsewhere/"
        client.force_login(nipa)
        assert client.post(page, {"survey_id": "901"}).status_code == 404
        client.force_login(suda)
        assert client.post(page, {"survey_id": "404"}).status_code == 400
        client.post(page, {"survey_id": "901"})
        assert Survey.objects.get().law == law
        client.post(page, {"out": "901"})
        assert Survey.objects.get().law is None


class TestOurs:
    def rows(self):
        return list(csv.DictReader(io.StringIO(b"".join(as_portal_table()).decode("utf-8-sig"))))

    def test_have_the_same_columns(self, announced, client):
        announced(kind="principles", title_th="=HYPERLINK(1)")
        answered = client.get("/consultations/law-portal.csv")
        told = b"".join(answered.streaming_content).decode("utf-8-sig")
        assert next(csv.reader(io.StringIO(told))) == list(COLUMNS)
        (row,) = csv.DictReader(io.StringIO(told))
        assert row["survey_name"] == "'=HYPERLINK(1)" and row["survey_type_name"] == "หลักการ"
        assert (row["closed"], row["isconclude"], row["answer_count"]) == ("0", "", "")

    def test_are_announced_ones_about_a_law(self, announced, draft):
        announced(kind="policy")
        draft()
        assert self.rows() == []

    def test_come_in_again_elsewhere_and_not_here(self, announced, suda, settings):
        announced(title_th="=ชื่อที่ขึ้นต้นด้วยเท่ากับ")
        told = b"".join(as_portal_table())
        assert (look_at(told, by=suda).ours, look_at(told, by=suda).rows) == (1, [])
        (row,) = self.rows()
        elsewhere = told.decode().replace(row["url"], "https://another.go.th/1/").encode()
        assert look_at(elsewhere, by=suda).rows[0]["survey_name"] == "=ชื่อที่ขึ้นต้นด้วยเท่ากับ"


class TestTheCommand:
    def test_puts_in_and_says_what(self, admin, tmp_path, capsys):
        path = tmp_path / "a.csv"
        path.write_bytes(table(line(), line("902", agency_name="ไม่มีที่นี่")))
        call_command("law_portal", "in", str(path), "--by", "admin@example.org", "--dry-run")
        assert "would be 2 new" in capsys.readouterr().out and not Survey.objects.exists()
        call_command("law_portal", "in", str(path), "--by", "admin@example.org")
        call_command("law_portal", "in", str(path), "--by", "admin@example.org")
        assert "0 new, 0 changed; 2 the same" in capsys.readouterr().out and Survey.objects.count() == 2

    def test_names_the_lines_and_keeps_nothing(self, admin, tmp_path, capsys):
        path = tmp_path / "a.csv"
        path.write_bytes(table(line(), line("902", closed="x")))
        with pytest.raises(CommandError):
            call_command("law_portal", "in", str(path), "--by", "admin@example.org")
        assert "a.csv:3:" in capsys.readouterr().err and not Survey.objects.exists()

    def test_writes_ours(self, announced, tmp_path):
        announced()
        call_command("law_portal", "out", str(tmp_path / "b.csv"))
        assert (tmp_path / "b.csv").read_bytes() == b"".join(as_portal_table())
