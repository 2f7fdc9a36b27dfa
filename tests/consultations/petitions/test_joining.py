"""Alike petitions join where the author and the agency both want it; signatures stay where they were given."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from consultations.participation.taking_part import Visitor
from consultations.petitions.counting import add_up, close_petitions
from consultations.petitions.deciding import publish_petition, refuse_petition
from consultations.petitions.joining import (
    agree_to_join,
    pending_of,
    propose_joining,
    refuse_to_join,
    undo_proposal,
)
from consultations.petitions.lengthening import extend_petition
from consultations.petitions.models import Joining, Petition, PetitionNews, Signature
from consultations.petitions.reporting import keep_petition, last_report, report_petition
from consultations.petitions.signing import sign_petition, withdraw_signature
from consultations.petitions.telling import tell_one
from consultations.petitions.workflow import PetitionState
from consultations.petitions.writing import submit_petition
from notifications.models import Message
from tests.consultations.petitions.conftest import end, fresh, refused, signed_by
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ALIKE = "ทั้งสองเรื่องขอไฟบนสะพานลอยเดียวกัน"
OTHER = "ขอไฟสะพานลอยหน้าโรงเรียนและป้ายเตือน"


@pytest.fixture
def anan(db):
    return make_user("อนันต์ ร่วมเขียน")


@pytest.fixture
def other(petition, written, anan, suda):
    """Another open one of the same agency, which Anan wrote."""
    return publish_petition(submit_petition(written(title=OTHER, by=anan), by=anan), by=suda)


@pytest.fixture
def proposed(petition, other, suda):
    """By the team: Malee's would join Anan's."""
    return propose_joining(petition, other, reason=ALIKE, as_author=False, by=suda)


def kinds(petition):
    return list(petition.events.values_list("kind", flat=True))


class TestProposing:
    def test_by_the_team_asks_the_author_and_changes_nothing(self, proposed, petition, malee, suda):
        assert pending_of(petition) == proposed and proposed.proposed_by == suda and kinds(petition)[-1] == "join_asked"
        assert fresh(petition).state == PetitionState.OPEN
        assert Message.objects.filter(user=malee, event_key__contains=":joining:").count() == 1

    def test_by_the_author_asks_the_team(self, petition, other, malee, suda):
        made = propose_joining(petition, other, reason=ALIKE, as_author=True, by=malee)
        assert made.by_author and made.proposed_by is None
        assert Message.objects.filter(user=suda, event_key__contains=":joining:").count() == 1

    def test_the_same_twice_is_once_and_another_one_waits(self, proposed, petition, other, malee, suda):
        assert propose_joining(petition, other, reason="อื่น", as_author=False, by=suda) == proposed
        with refused("proposed_already"):
            propose_joining(petition, other, reason=ALIKE, as_author=True, by=malee)
        with pytest.raises(IntegrityError), transaction.atomic():
            Joining.objects.create(petition=petition, into=other, why=ALIKE, by_author=True)

    def test_is_not_for_others(self, petition, other, nipa, anan, suda):
        with refused("not_your_agency"):
            propose_joining(petition, other, reason=ALIKE, as_author=False, by=nipa)
        with refused("not_yours"):
            propose_joining(petition, other, reason=ALIKE, as_author=True, by=anan)
        with refused("note_missing"):
            propose_joining(petition, other, reason=" ", as_author=False, by=suda)

    @pytest.mark.parametrize("whose", ["petition", "other"])
    def test_by_somebody_of_the_team_who_wrote_one_of_them_is_refused(self, petition, other, suda, whose):
        Petition.objects.filter(pk={"petition": petition, "other": other}[whose].pk).update(author=suda)
        with refused("own_petition"):
            propose_joining(petition, other, reason=ALIKE, as_author=False, by=suda)

    def test_needs_an_author_who_can_agree(self, petition, other, suda):
        Petition.objects.filter(pk=petition.pk).update(author=None)
        with refused("author_gone"):
            propose_joining(petition, other, reason=ALIKE, as_author=False, by=suda)

    def test_needs_another_one_of_the_same_agency_that_takes_signatures(self, petition, other, suda, nipa):
        def is_refused(into):
            with refused("cannot_join"):
                propose_joining(petition, into, reason=ALIKE, as_author=False, by=suda)

        is_refused(petition)
        agency = other.agency
        Petition.objects.filter(pk=other.pk).update(agency=nipa.active_roles[0].agency)
        is_refused(other)
        Petition.objects.filter(pk=other.pk).update(agency=agency)
        refuse_petition(fresh(other), rule="insult", reason="ด่า", by=suda)
        is_refused(other)

    def test_of_one_that_is_over_reached_or_taken_down_is_refused(self, petition, other, suda):
        signed_by(petition, 3)
        with refused("not_open"):
            propose_joining(petition, other, reason=ALIKE, as_author=False, by=suda)
        refuse_petition(other, rule="insult", reason="ด่า", by=suda)
        with refused("not_open"):
            propose_joining(other, petition, reason=ALIKE, as_author=False, by=suda)


class TestAgreeing:
    def test_closes_it_moves_no_signature_and_tells_who_signed(self, proposed, petition, other, malee):
        people = signed_by(petition, 2)
        joined = agree_to_join(petition, as_author=True, by=malee)
        assert (joined.state, joined.joined_into, joined.signature_count) == (PetitionState.JOINED, other, 2)
        assert fresh(other).signature_count == 0 == Signature.objects.filter(petition=other).count()
        assert petition.events.last().note == ALIKE and kinds(other)[-1] == "took_in"
        assert Message.objects.filter(user=other.author, event_key__contains=":joining:").count() == 1
        assert (
            tell_one() == 1 and PetitionNews.objects.get().kind == "joined" and PetitionNews.objects.get().people == 3
        )
        mail = Message.objects.get(user=people[0])
        assert OTHER in mail.body and other.get_absolute_url() in mail.body

    def test_twice_is_once(self, proposed, petition, malee):
        for _press in range(2):
            agree_to_join(petition, as_author=True, by=malee)
        assert kinds(petition).count("joined") == 1 and PetitionNews.objects.count() == 1

    def test_is_for_the_side_that_was_asked(self, proposed, petition, suda, anan, nipa):
        for as_author, by, code in (
            (False, suda, "nothing_proposed"),
            (True, anan, "not_yours"),
            (False, nipa, "not_your_agency"),
        ):
            with refused(code):
                agree_to_join(petition, as_author=as_author, by=by)
        assert fresh(petition).state == PetitionState.OPEN

    def test_of_the_authors_proposal_is_for_the_team(self, petition, other, malee, suda):
        propose_joining(petition, other, reason=ALIKE, as_author=True, by=malee)
        with refused("nothing_proposed"):
            agree_to_join(petition, as_author=True, by=malee)
        assert agree_to_join(petition, as_author=False, by=suda).joined_at

    @pytest.mark.parametrize(
        ("which", "author", "code"), [("other", "suda", "own_petition"), ("petition", None, "author_gone")]
    )
    def test_is_not_for_who_wrote_the_other_nor_over_the_head_of_nobody(
        self, petition, other, malee, suda, which, author, code
    ):
        propose_joining(petition, other, reason=ALIKE, as_author=True, by=malee)
        pk = {"petition": petition, "other": other}[which].pk
        Petition.objects.filter(pk=pk).update(author=suda if author else None)
        with refused(code):
            agree_to_join(petition, as_author=False, by=suda)

    def test_waits_for_what_readers_reported(self, proposed, petition, malee, suda):
        """Once it is closed nobody could take it down any more."""
        report_petition(petition, rule="insult", visitor=Visitor(browser="one"))
        with refused("reports_wait"):
            agree_to_join(petition, as_author=True, by=malee)
        keep_petition(petition, reason="ไม่ผิด", seen=last_report(petition), by=suda)
        assert agree_to_join(petition, as_author=True, by=malee).joined_at

    def test_leaves_nothing_to_sign_take_back_make_longer_or_close(self, proposed, petition, malee, suda):
        people = signed_by(petition, 1)
        agree_to_join(petition, as_author=True, by=malee)
        with refused("not_open_for_signatures"):
            sign_petition(petition, by=suda)
        with refused("not_open_for_signatures"):
            withdraw_signature(petition, by=people[0])
        with refused("not_open"):
            extend_petition(petition, reason="ขอเวลา", by=malee)
        with refused("decided_already"):
            refuse_petition(petition, rule="insult", reason="ด่า", by=suda)
        end(petition)
        assert close_petitions() == 0 and fresh(petition).state == PetitionState.JOINED

    def test_is_too_late_once_it_has_enough_signatures(self, proposed, petition, malee):
        """Also those that nobody has added up yet."""
        for n in range(3):
            sign_petition(petition, by=make_user(f"คนที่ {n}"))
        with refused("nothing_proposed"):
            agree_to_join(petition, as_author=True, by=malee)
        add_up()
        assert fresh(petition).state == PetitionState.REACHED

    @pytest.mark.parametrize("which", ["petition", "other"])
    @pytest.mark.parametrize("how", ["end", "down"])
    def test_is_not_possible_once_either_ends(self, proposed, petition, other, malee, suda, which, how):
        ends = {"petition": petition, "other": other}[which]
        end(ends) if how == "end" else refuse_petition(ends, rule="insult", reason="ด่า", by=suda)
        assert pending_of(petition) is None
        with refused("nothing_proposed"):
            agree_to_join(petition, as_author=True, by=malee)

    def test_lets_another_proposal_come_once_the_other_has_ended(self, proposed, petition, other, written, malee, suda):
        end(other)
        third = publish_petition(submit_petition(written(title="ขอไฟอีกเรื่อง"), by=malee), by=suda)
        made = propose_joining(petition, third, reason=ALIKE, as_author=False, by=suda)
        assert pending_of(petition) == made and Joining.objects.get(pk=proposed.pk).outcome == "lapsed"

    def test_each_into_the_other_at_the_same_moment_joins_one(self, transactional_db, proposed, petition, other, suda):
        propose_joining(other, petition, reason=ALIKE, as_author=False, by=suda)

        def press(one):
            try:
                agree_to_join(one, as_author=True, by=one.author)
            except ValidationError as error:
                return error.code
            finally:
                connection.close()
            return "joined"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(press, (fresh(petition), fresh(other)))) == ["joined", "nothing_proposed"]
        assert Petition.objects.filter(joined_at__isnull=False).count() == 1

    def test_a_joined_petition_names_the_other_by_constraint(self, petition):
        with pytest.raises(IntegrityError), transaction.atomic():
            Petition.objects.filter(pk=petition.pk).update(joined_at=timezone.now())


class TestNotJoining:
    def test_the_author_refuses_and_it_goes_on(self, proposed, petition, malee, suda):
        with refused("nothing_proposed"):
            refuse_to_join(petition, as_author=False, by=suda)
        refuse_to_join(petition, as_author=True, by=malee)
        assert pending_of(petition) is None and kinds(petition)[-1] == "join_refused"
        with refused("nothing_proposed"):
            agree_to_join(petition, as_author=True, by=malee)

    def test_who_proposed_takes_it_back_until_it_is_answered(self, proposed, petition, malee, suda):
        with refused("nothing_proposed"):
            undo_proposal(petition, as_author=True, by=malee)
        undo_proposal(petition, as_author=False, by=suda)
        assert pending_of(petition) is None and kinds(petition)[-1] == "join_undone"
        with refused("nothing_proposed"):
            undo_proposal(petition, as_author=False, by=suda)


class TestThePages:
    def test_from_the_proposal_to_the_other_signature(self, client, petition, other, malee, suda):
        person = signed_by(petition, 1)[0]
        client.cookies["language"] = "en"
        client.force_login(suda)
        at_desk = reverse("propose_joining_at_desk", args=[petition.slug])
        assert client.post(at_desk, {"into": other.slug}).status_code == 400
        assert client.post(at_desk, {"into": petition.slug, "reason": ALIKE}).status_code == 400
        assert client.post(at_desk, {"into": other.slug, "reason": ALIKE}).status_code == 302
        assert (
            "Take the proposal back" in client.get(reverse("petition_desk_one", args=[petition.slug])).content.decode()
        )
        client.force_login(malee)
        client.cookies["language"] = "en"
        assert ALIKE in client.get(reverse("own_petition", args=[petition.slug])).content.decode()
        assert client.post(reverse("answer_joining", args=[petition.slug]), {"outcome": "agree"}).status_code == 302
        client.force_login(person)
        client.cookies["language"] = "en"
        told = client.get(petition.get_absolute_url()).content.decode()
        assert ALIKE in told and f"{other.get_absolute_url()}sign/" in told
        assert f"{petition.get_absolute_url()}sign/" not in told
        client.post(reverse("sign_petition", args=[other.slug]))
        assert "signed the other one too" in client.get(petition.get_absolute_url()).content.decode()
        assert petition.title in client.get(other.get_absolute_url()).content.decode()

    def test_by_the_author_stands_in_the_list_of_the_desk(self, client, petition, other, malee, suda):
        client.force_login(malee)
        propose = reverse("propose_joining", args=[petition.slug])
        assert client.post(propose, {"into": other.slug, "reason": ALIKE}).status_code == 302
        client.force_login(suda)
        assert 'id="proposals"' in client.get(reverse("petition_desk")).content.decode()
        client.post(reverse("answer_joining_at_desk", args=[petition.slug]), {"outcome": "refuse"})
        assert 'id="proposals"' not in client.get(reverse("petition_desk")).content.decode()
        assert fresh(petition).state == PetitionState.OPEN

    def test_are_not_found_by_others(self, client, proposed, petition, anan, nipa):
        for name in ("propose_joining", "answer_joining", "undo_joining"):
            client.force_login(anan)
            assert client.post(reverse(name, args=[petition.slug])).status_code == 404
            client.force_login(nipa)
            assert client.post(reverse(f"{name}_at_desk", args=[petition.slug])).status_code == 404

    def test_say_so_where_the_other_side_was_faster(self, client, proposed, petition, malee, suda):
        undo_proposal(petition, as_author=False, by=suda)
        client.cookies["language"] = "en"
        client.force_login(malee)
        answer = reverse("answer_joining", args=[petition.slug])
        assert "no proposal to answer" in client.post(answer, {"outcome": "agree"}, follow=True).content.decode()

    def test_lead_nowhere_once_the_other_is_taken_down(self, client, proposed, petition, other, malee, suda):
        agree_to_join(petition, as_author=True, by=malee)
        refuse_petition(fresh(other), rule="insult", reason="ด่า", by=suda)
        assert other.get_absolute_url() not in client.get(petition.get_absolute_url()).content.decode()

    def test_programs_read_it_and_lists_find_it(self, client, proposed, petition, other, malee):
        agree_to_join(petition, as_author=True, by=malee)
        one = client.get(f"/api/v1/petitions/{petition.slug}/").json()
        assert (one["state"], one["joined_into"]) == ("joined", other.slug)
        for state, slugs in {"joined": [petition.slug], "open": [other.slug], "closed": []}.items():
            listed = client.get(f"/api/v1/petitions/?state={state}").json()["petitions"]
            assert [each["id"] for each in listed] == slugs, state
        end(petition)
        assert client.get("/api/v1/petitions/?state=closed").json()["petitions"] == []
