"""All answers as Pol.is exports them, for the policy team after the closing."""

import csv
import io
import zipfile

import pytest

from consultations.participation.exporting import export_of
from consultations.participation.models import OpinionGroups, Statement
from consultations.participation.statements import withdraw_statement
from ml.opinions import find_opinions
from ml.votes import read_votes
from tests.consultations.participation.conftest import close
from tests.consultations.participation.test_grouping import answer, found

pytestmark = pytest.mark.django_db
FILES = ["summary.csv", "comments.csv", "votes.csv", "participant-votes.csv", "comment-groups.csv"]


@pytest.fixture
def closed(begin):
    conversation = begin(statements=[f"ข้อความที่ {n}" for n in range(1, 11)])
    answer(conversation, [30, 20])
    found(conversation)
    return close(conversation)


def rows(archive, name):
    with zipfile.ZipFile(archive) as bundle:
        return list(csv.DictReader(io.StringIO(bundle.read(name).decode())))


class TestTheExport:
    def test_has_the_five_files(self, closed):
        assert zipfile.ZipFile(export_of(closed)).namelist() == FILES

    def test_gives_our_groups_to_whoever_reads_it(self, closed, tmp_path):
        votes = tmp_path / "votes.csv"
        votes.write_bytes(zipfile.ZipFile(export_of(closed)).read("votes.csv"))
        refused = []
        opinions = find_opinions(read_votes(votes, refused))
        assert refused == [] and opinions.sizes == [30, 20]
        said = {row["participant"]: row["group-id"] for row in rows(export_of(closed), "participant-votes.csv")}
        assert sorted(said.values()).count("0") == 30

    def test_has_one_row_for_each_with_plus_one_for_agree(self, closed):
        archive = export_of(closed)
        told = rows(archive, "participant-votes.csv")
        assert len(told) == 50
        for row in told:
            values = [row[str(n)] for n in range(1, 11)]
            assert row["n-agree"] == str(values.count("1")) and row["n-disagree"] == str(values.count("-1"))
            assert row["n-votes"] == "10"
            camp = (values[1] or values[2]) if values[1] != "0" else values[2]
            assert camp == ("1" if row["group-id"] == "0" else "-1")

    def test_draws_the_numbers_of_voters_anew(self, closed):
        def order(archive):
            return [row["voter-id"] for row in rows(archive, "votes.csv")]

        first, second = order(export_of(closed)), order(export_of(closed))
        assert sorted(first) == sorted(second) and first != second
        assert {int(number) for number in first} == set(range(50))

    def test_counts_what_the_pages_count(self, closed):
        archive = export_of(closed)
        comments, groups = rows(archive, "comments.csv"), rows(archive, "comment-groups.csv")
        assert [row["comment-id"] for row in comments] == [str(n) for n in range(1, 11)]
        for comment, group in zip(comments, groups, strict=True):
            assert comment["agrees"] == group["total-agrees"]
            assert int(group["total-votes"]) == int(group["group-a-votes"]) + int(group["group-b-votes"]) == 50
        summary = dict(csv.reader(io.StringIO(zipfile.ZipFile(archive).read("summary.csv").decode())))
        assert (summary["voters"], summary["groups"], summary["comments"]) == ("50", "2", "10")

    def test_tells_no_number_of_a_group_below_the_floor(self, closed):
        OpinionGroups.objects.all().delete()
        answer(closed, [0, 0, 9], name="few")
        found(closed)
        shown = [group["people"] for group in OpinionGroups.objects.get().told["groups"]]
        for row in rows(export_of(closed), "comment-groups.csv"):
            for letter, size in zip("abcde", shown, strict=False):
                assert (row[f"group-{letter}-votes"] == "") == (size == 0)

    def test_says_which_are_withdrawn(self, begin, suda):
        conversation = begin()
        withdraw_statement(conversation.statements.get(n=2), reason="ถามซ้ำ", by=suda)
        told = rows(export_of(close(conversation)), "comments.csv")
        assert [row["moderated"] for row in told] == ["1", "-1", "1"]

    def test_holds_no_formula_for_a_spreadsheet(self, begin):
        conversation = begin(statements=["=HYPERLINK(1)", "@x", "-1 ไม่ควรมี"])
        told = rows(export_of(close(conversation)), "comments.csv")
        assert all(row["comment-body"].startswith("'") for row in told)

    def test_of_nothing_is_there_too(self, begin):
        assert rows(export_of(close(begin(statements=()))), "votes.csv") == []


class TestWhoGetsIt:
    def address(self, conversation):
        return f"/consultations/manage/{conversation.consultation.slug}/statements/export.zip"

    def test_the_team_after_the_closing(self, client, closed, suda):
        client.force_login(suda)
        answered = client.get(self.address(closed))
        assert answered.status_code == 200 and answered["Content-Type"] == "application/zip"
        assert b"".join(answered.streaming_content)[:2] == b"PK"
        page = client.get(self.address(closed).replace("export.zip", "")).content.decode()
        assert self.address(closed) in page

    def test_nobody_while_it_is_open(self, client, begin, suda):
        client.force_login(suda)
        conversation = begin()
        assert client.get(self.address(conversation)).status_code == 409
        page = client.get(self.address(conversation).replace("export.zip", "")).content.decode()
        assert "export.zip" not in page

    @pytest.mark.parametrize("who", ["nipa", "malee"])
    def test_nobody_else(self, client, closed, who, request):
        client.force_login(request.getfixturevalue(who))
        assert client.get(self.address(closed)).status_code == 404
        assert Statement.objects.exists()
