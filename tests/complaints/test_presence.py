"""Which colleagues have a case open: who is told, and when somebody is gone."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from complaints.colleagues import may_open, who_may_open
from complaints.handling import assign_case
from complaints.models import Assignment, Case, Presence
from complaints.presence import forget_closed_pages, say_gone, say_here
from complaints.supporting import ask_for_help
from complaints.workflow import Visibility
from directory.models import Membership, Role, User
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db


def names(here):
    return [each.user.get_short_name() for each in here.colleagues]


def ask(client, part, where="here"):
    return client.get(reverse(f"office_{where}", args=[part.case.reference]))


def open_ago(user, **ago):
    """As if this person's page had been seen last so long ago."""
    Presence.objects.filter(user=user).update(seen_at=timezone.now() - timedelta(**ago))


class TestWhoHasItOpen:
    def test_a_colleague_is_named_with_the_time_and_nobody_is_told_of_themselves(self, as_, working, wichai, somchai):
        assert "has this case open" not in ask(as_(somchai), working, "case").content.decode()
        Presence.objects.update(first_at="2026-08-03T10:32+07:00")
        page = ask(as_(wichai), working, "case").content.decode()
        assert "สมชาย has this case open (since 10:32)" in page and "วิชัย has this case open" not in page
        assert "สมชาย has this case open (since 10:32)" in ask(as_(wichai), working).content.decode()

    def test_the_open_page_itself_says_so_too(self, as_, working, wichai, somchai):
        assert ask(as_(somchai), working).status_code == 200
        assert names(say_here(working, wichai)) == ["สมชาย"]

    def test_a_change_that_the_page_fetches_says_nothing_of_it(self, as_, working, wichai):
        as_(wichai).get(reverse("office_case", args=[working.case.reference]), {"part": "1"})
        assert not Presence.objects.exists()

    def test_of_another_case_nothing_is_said(self, file, highways, roads, working, wichai, somchai):
        other = assign_case(file().complaint.case, highways, by=None, topic=roads)
        say_here(other, somchai)
        assert names(say_here(working, wichai)) == []

    def test_is_one_statement_and_two_where_somebody_is_there(
        self, working, wichai, somchai, kanya, django_assert_num_queries
    ):
        working.case.visibility  # noqa: B018 - read before it is counted
        with django_assert_num_queries(1):
            say_here(working, wichai)
        say_here(working, kanya)
        with django_assert_num_queries(2):
            assert names(say_here(working, somchai)) == ["วิชัย", "กัญญา"]


class TestOfAnotherAgency:
    @pytest.fixture
    def helps(self, working, centre, wichai, stranger):
        """The part of another agency that was asked to help, and its officer."""
        make_membership(stranger, centre)
        return ask_for_help(working, centre, request="ช่วยดูด้วย", by=wichai)

    def test_neither_is_told_of_the_other(self, working, helps, wichai, stranger):
        say_here(working, wichai)
        assert names(say_here(helps, stranger)) == []
        assert names(say_here(working, wichai)) == []

    @pytest.mark.parametrize("who", ["stranger", "malee", "siriporn", "lamai"])
    def test_others_are_not_found_and_leave_no_trace(self, request, as_, working, who):
        client = as_(request.getfixturevalue(who))
        assert ask(client, working).status_code == 404
        assert client.post(reverse("office_gone", args=[working.case.reference])).status_code == 404
        assert not Presence.objects.exists()

    def test_a_visitor_is_asked_to_sign_in(self, client, working):
        assert ask(client, working).status_code == 302
        assert client.post(reverse("office_gone", args=[working.case.reference])).status_code == 302


class TestTheEnd:
    def test_who_was_not_seen_for_two_minutes_is_not_named(self, working, wichai, somchai):
        say_here(working, somchai)
        open_ago(somchai, seconds=115)
        assert names(say_here(working, wichai)) == ["สมชาย"]
        open_ago(somchai, seconds=125)
        assert names(say_here(working, wichai)) == []

    def test_who_comes_back_after_a_while_came_then(self, working, somchai):
        say_here(working, somchai)
        Presence.objects.update(first_at=timezone.now() - timedelta(hours=1))
        open_ago(somchai, minutes=4)
        say_here(working, somchai)
        assert Presence.objects.get().first_at < timezone.now() - timedelta(minutes=59)
        open_ago(somchai, minutes=6)
        say_here(working, somchai)
        assert Presence.objects.get().first_at > timezone.now() - timedelta(minutes=1)

    def test_a_closed_page_says_so(self, as_, working, wichai, somchai):
        at = say_here(working, somchai).at
        address = reverse("office_gone", args=[working.case.reference])
        assert as_(somchai).post(address, {"at": at.isoformat()}).status_code == 204
        assert names(say_here(working, wichai)) == []

    def test_another_window_of_the_same_person_stays_open(self, working, wichai, somchai):
        first = say_here(working, somchai).at
        say_here(working, somchai)
        say_gone(working, somchai, at=first)
        assert names(say_here(working, wichai)) == ["สมชาย"], "once, and still there"

    def test_nobody_closes_a_colleagues_page(self, as_, working, wichai, somchai):
        at = say_here(working, somchai).at
        as_(wichai).post(reverse("office_gone", args=[working.case.reference]), {"at": at.isoformat()})
        assert names(say_here(working, wichai)) == ["สมชาย"]

    @pytest.mark.parametrize("at", ["", "yesterday", "2026-02-30T10:00:00Z", "2026-08-03T10:32:00", "\x00"])
    def test_a_time_that_is_none_is_refused(self, as_, working, wichai, at):
        address = reverse("office_gone", args=[working.case.reference])
        assert as_(wichai).post(address, {"at": at}).status_code == 400

    def test_the_row_is_gone_after_an_hour(self, working, wichai, somchai):
        say_here(working, wichai)
        say_here(working, somchai)
        open_ago(somchai, minutes=61)
        assert forget_closed_pages() == 1
        assert Presence.objects.get().user == wichai
        assert forget_closed_pages() == 0


class TestWhoMayOpenIt:
    def test_an_officer_who_moved_meanwhile_is_not_named(self, working, wichai, somchai, centre):
        say_here(working, somchai)
        Membership.objects.filter(user=somchai).update(ends_on=timezone.localdate() - timedelta(days=1))
        make_membership(somchai, centre)
        assert names(say_here(working, wichai)) == []

    def test_nor_one_whose_account_was_closed(self, working, wichai, somchai):
        say_here(working, somchai)
        User.objects.filter(pk=somchai.pk).update(is_active=False)
        assert names(say_here(working, wichai)) == []

    @pytest.fixture
    def secret(self, working, wichai):
        Case.objects.filter(pk=working.case_id).update(visibility=Visibility.CONFIDENTIAL)
        return Assignment.objects.select_related("case").get(pk=working.pk)

    def test_once_it_is_confidential_those_who_may_not_open_it_are_not_named(
        self, working, secret, wichai, somchai, kanya
    ):
        secret.officer = wichai
        secret.save()
        for user in (somchai, kanya):
            say_here(secret, user)
        assert names(say_here(secret, wichai)) == ["กัญญา"]

    def test_before_the_reason_neither_is_told_nor_named(self, as_, secret, kanya):
        other = make_membership(make_user("อรุณ แสงทอง"), secret.agency, Role.AGENCY_HEAD).user
        say_here(secret, other)
        client, address = as_(kanya), reverse("office_case", args=[secret.case.reference])
        assert "อรุณ" not in ask(client, secret, "case").content.decode()
        assert ask(client, secret).status_code == 404
        assert not Presence.objects.filter(user=kanya).exists()
        client.post(address, {"look-reason": "สอบข้อเท็จจริงตามคำร้อง"})
        assert "อรุณ has this case open" in ask(client, secret, "case").content.decode()
        assert "อรุณ has this case open" in ask(client, secret).content.decode()

    @pytest.mark.parametrize("visibility", [Visibility.AGENCY, Visibility.CONFIDENTIAL])
    def test_is_answered_for_many_as_for_one(self, working, highways, wichai, somchai, stranger, malee, visibility):
        Case.objects.filter(pk=working.case_id).update(visibility=visibility)
        Assignment.objects.filter(pk=working.pk).update(officer=somchai)
        part = Assignment.objects.select_related("case").get(pk=working.pk)
        everybody = [make_membership(make_user(f"คน {role}"), highways, role).user for role in Role.values]
        everybody += [wichai, somchai, stranger, malee]
        expected = {user.pk for user in everybody if may_open(User.objects.get(pk=user.pk), part)}
        assert set(who_may_open(part, [user.pk for user in everybody])) == expected
        assert 1 < len(expected) < len(everybody)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_windows_of_one_person_are_one(self, working, wichai, somchai):
        start, failed = threading.Barrier(4), []

        def open_it():
            start.wait()
            try:
                for _again in range(10):
                    say_here(working, somchai)
            except Exception as error:
                failed.append(error)
            finally:
                connection.close()

        windows = [threading.Thread(target=open_it) for _ in range(4)]
        for each in windows:
            each.start()
        for each in windows:
            each.join()
        assert failed == [] and Presence.objects.count() == 1
        assert names(say_here(working, wichai)) == ["สมชาย"]

    def test_opening_waits_for_no_act_on_the_case(self, working, wichai):
        """An act holds the row of the case; a key that is checked would want it too."""
        locked, done = threading.Event(), threading.Event()

        def act():
            with connection.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute("SELECT FROM complaints_case WHERE id = %s FOR UPDATE", [working.case_id])
                locked.set()
                done.wait(20)
                cursor.execute("ROLLBACK")
            connection.close()

        holding = threading.Thread(target=act)
        holding.start()
        assert locked.wait(10)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 3000")
            say_here(working, wichai)
        finally:
            done.set()
            holding.join()
            with connection.cursor() as cursor:
                cursor.execute("RESET statement_timeout")
        assert Presence.objects.count() == 1


def test_the_table_is_unlogged():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'complaints_presence'")
        assert cursor.fetchone() == ("u",)
