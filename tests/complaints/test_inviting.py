"""People are invited by mail to work at an agency: by whom, as what, and that a link works once."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from complaints import inviting
from complaints.inviting import accept_invitation, invitation_behind, invite, link_of, withdraw_invitation
from complaints.office_letters import reads_mail
from directory.models import Membership, Role, StaffInvitation, User
from directory.models.invitations import GOOD_FOR
from notifications.models import Message
from tests.factories import make_membership, make_unit, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "somying@doh.example.org"
PASSWORD = "ถนนดีมีสุขทุกวัน"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def head(highways):
    return make_membership(make_user("ประเสริฐ ใหญ่"), highways, Role.AGENCY_HEAD).user


@pytest.fixture
def invitation(highways, kanya):
    return invite(ADDRESS, highways, role=Role.OFFICER, by=kanya)


def path(invitation):
    return re.sub(r"^https?://[^/]+", "", link_of(invitation))


def code_of(act):
    with pytest.raises(ValidationError) as refused:
        act()
    return refused.value.error_list[0].code


def account(**more):
    return {"full_name": "สมหญิง ขยันดี", "password": PASSWORD} | more


class TestInviting:
    def test_sends_one_mail_with_the_link(self, invitation):
        mail = Message.objects.get(recipient=ADDRESS)
        link = re.search(r"https?://\S+", mail.body)[0]
        assert "กัญญา รุ่งเรือง" in mail.subject and "กรมทางหลวง" in mail.subject
        assert invitation_behind(link.rstrip("/").rsplit("/", 1)[1]) == invitation

    def test_is_for_who_leads_there_up_to_their_own_role(self, highways, kanya, head, wichai, malee, centre):
        elsewhere = make_membership(make_user("หัวหน้า อื่น"), centre, Role.AGENCY_HEAD).user
        for by in (wichai, malee, elsewhere):
            refused = code_of(lambda by=by: invite(ADDRESS, highways, role=Role.OFFICER, by=by))
            assert refused == "role_not_yours_to_give"
        for role in (Role.AGENCY_HEAD, Role.ADMINISTRATOR, Role.AUDITOR, Role.TRIAGE_OFFICER, "", "officer "):
            refused = code_of(lambda role=role: invite(ADDRESS, highways, role=role, by=head))
            assert refused == "role_not_yours_to_give"
        assert invite(ADDRESS, highways, role=Role.SUPERVISOR, by=kanya).role == Role.SUPERVISOR

    def test_to_a_unit_of_another_agency_is_refused(self, highways, centre, kanya):
        unit = make_unit(centre)
        assert code_of(lambda: invite(ADDRESS, highways, role=Role.OFFICER, unit=unit, by=kanya)) == "not_its_unit"

    def test_twice_or_of_a_colleague_is_refused(self, invitation, highways, kanya, wichai):
        for email in (ADDRESS, ADDRESS.upper()):
            again = code_of(lambda email=email: invite(email, highways, role=Role.OFFICER, by=kanya))
            assert again == "invited_already"
        assert code_of(lambda: invite(wichai.email, highways, role=Role.OFFICER, by=kanya)) == "works_there_already"

    def test_again_after_it_was_withdrawn_or_too_old(self, invitation, highways, kanya):
        withdraw_invitation(invitation, by=kanya)
        second = invite(ADDRESS, highways, role=Role.OFFICER, by=kanya)
        StaffInvitation.objects.filter(pk=second.pk).update(invited_at=timezone.now() - GOOD_FOR)
        invite(ADDRESS, highways, role=Role.OFFICER, by=kanya)

    def test_has_an_end(self, highways, kanya, monkeypatch):
        monkeypatch.setattr(inviting, "MOST_OPEN", 1)
        invite(ADDRESS, highways, role=Role.OFFICER, by=kanya)
        refused = code_of(lambda: invite("b@doh.example.org", highways, role=Role.OFFICER, by=kanya))
        assert refused == "too_many_invitations"

    def test_tells_nobody_whether_the_address_has_an_account(self, highways, kanya, malee):
        for email in (malee.email, ADDRESS):
            invite(email, highways, role=Role.OFFICER, by=kanya)
        bodies = {
            re.sub(r"https?://\S+", "", m.body) for m in Message.objects.filter(event_key__startswith="invitation:")
        }
        assert len(bodies) == 1


class TestAccepting:
    def test_makes_an_account_that_works_there_from_today(self, invitation, highways):
        user = accept_invitation(invitation, **account())
        assert user.check_password(PASSWORD) and user.email_confirmed_at
        assert EmailAddress.objects.get(user=user).verified
        assert user.has_role(Role.OFFICER, highways)
        assert user.memberships.get().starts_on == timezone.localdate()

    def test_works_once(self, invitation):
        accept_invitation(invitation, **account())
        assert code_of(lambda: accept_invitation(invitation, **account())) == "invitation_is_over"
        assert User.objects.filter(email=ADDRESS).count() == 1

    def test_takes_an_unconfirmed_sign_up_of_somebody_else_away(self, invitation):
        squatter = make_user("ใคร ก็ไม่รู้", email=ADDRESS, email_confirmed_at=None, password="x")
        user = accept_invitation(invitation, **account())
        assert user.pk != squatter.pk and not User.objects.filter(pk=squatter.pk).exists()

    def test_with_an_account_is_its_owners_alone(self, highways, kanya, malee, somsak):
        invitation = invite(malee.email, highways, role=Role.OFFICER, by=kanya)
        assert code_of(lambda: accept_invitation(invitation, **account())) == "sign_in_first"
        assert code_of(lambda: accept_invitation(invitation, by=somsak)) == "not_your_invitation"
        assert accept_invitation(invitation, by=malee) == malee
        assert malee.has_role(Role.OFFICER, highways) and malee.full_name == "มาลี ใจดี"

    @pytest.fixture
    def by_phone(self):
        """Somebody who signed up by phone and typed an e-mail that they never confirmed."""
        user = make_user("สมหญิง ขยันดี", email=ADDRESS, email_confirmed_at=None, phone="+66810000123", password=PASSWORD)
        User.objects.filter(pk=user.pk).update(phone_confirmed_at=timezone.now())
        return User.objects.get(pk=user.pk)

    def test_confirms_the_address_of_an_account_that_never_did(self, invitation, by_phone, highways):
        assert accept_invitation(invitation, by=by_phone) == by_phone
        by_phone.refresh_from_db()
        assert by_phone.email_confirmed_at and EmailAddress.objects.get(user=by_phone, email=ADDRESS).verified
        assert reads_mail(by_phone) and by_phone.has_role(Role.OFFICER, highways)

    def test_but_not_for_who_has_only_the_link_or_only_an_account(self, invitation, by_phone, malee):
        assert code_of(lambda: accept_invitation(invitation, **account())) == "sign_in_first"
        assert code_of(lambda: accept_invitation(invitation, by=malee)) == "not_your_invitation"
        by_phone.refresh_from_db()
        assert by_phone.email_confirmed_at is None

    def test_the_page_says_why_and_goes_on(self, client, invitation, by_phone):
        client.cookies["language"] = "en"
        assert "Its e-mail was never confirmed" in client.get(path(invitation)).content.decode()
        client.force_login(by_phone)
        assert "with your yes it is confirmed" in client.get(path(invitation)).content.decode()
        assert client.post(path(invitation)).url == reverse("office")
        assert client.get(reverse("office")).status_code == 200

    def test_signing_in_asks_for_a_code_by_mail_and_comes_back(self, client, invitation, by_phone):
        EmailAddress.objects.create(user=by_phone, email=ADDRESS, verified=False, primary=True)
        address = path(invitation)  # signed with the second of now
        fields = {"login": "0810000123", "password": PASSWORD, "next": address}
        asked = client.post(f"{reverse('account_login')}?next={address}", fields)
        sent = Message.objects.exclude(event_key__startswith="invitation:").get(recipient=ADDRESS)
        code = re.search(r"\b[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}\b", sent.subject)[0]
        assert client.post(asked["Location"], {"code": code})["Location"] == address
        by_phone.refresh_from_db()
        assert by_phone.email_confirmed_at is not None

    def test_without_one_is_not_for_another_account(self, invitation, malee):
        assert code_of(lambda: accept_invitation(invitation, by=malee, **account())) == "not_your_invitation"

    @pytest.mark.parametrize("password", ["", "short", "1234567890", ADDRESS])
    def test_asks_for_a_good_password(self, invitation, password):
        with pytest.raises(ValidationError):
            accept_invitation(invitation, **account(password=password))
        assert not User.objects.filter(email=ADDRESS).exists()

    def test_takes_back_who_left_on_their_first_day(self, highways, kanya, malee):
        row = make_membership(malee, highways, starts_on=timezone.localdate(), ends_on=timezone.localdate())
        Membership.objects.filter(pk=row.pk).update(role=Role.OFFICER)
        StaffInvitation.objects.create(email=malee.email, agency=highways, role=Role.OFFICER, invited_by=kanya)
        accept_invitation(StaffInvitation.objects.get(), by=malee)
        assert malee.memberships.get().ends_on is None


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_make_one_account(invitation):
    def press(_n):
        try:
            return accept_invitation(StaffInvitation.objects.get(), **account()).email
        except ValidationError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(press, range(2))) == ["invitation_is_over", ADDRESS]


class TestTheLink:
    def test_leads_to_a_new_account_and_in(self, client, invitation, highways):
        client.cookies["language"] = "en"
        html = client.get(path(invitation)).content.decode()
        assert "กัญญา รุ่งเรือง invites you" in html and ADDRESS in html
        sent = client.post(path(invitation), account())
        assert sent.status_code == 302 and sent["Location"].startswith(reverse("account_login"))
        assert client.post(path(invitation), account()).status_code == 404
        assert client.login(email=ADDRESS, password=PASSWORD)
        assert client.get(reverse("office")).status_code == 200

    @pytest.mark.parametrize("how", ["used", "withdrawn", "old", "inviter_left", "lower_role", "closed"])
    def test_is_over(self, client, invitation, highways, kanya, how):
        address = path(invitation)
        if how == "used":
            accept_invitation(invitation, **account())
        elif how == "withdrawn":
            withdraw_invitation(invitation, by=kanya)
        elif how == "old":
            StaffInvitation.objects.update(invited_at=timezone.now() - GOOD_FOR)
        elif how == "inviter_left":
            kanya.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
        elif how == "lower_role":
            kanya.memberships.update(role=Role.OFFICER)
        else:
            make_user("ปิด ไปแล้ว", email=ADDRESS, is_active=False)
        for answer in (client.get(address), client.post(address, account())):
            assert answer.status_code == 404 and ADDRESS not in answer.content.decode()
        assert Membership.objects.filter(user__email=ADDRESS).count() == (1 if how == "used" else 0)

    @pytest.mark.parametrize("salt", ["", "another", inviting.SALT])
    def test_that_is_forged_opens_nothing(self, client, invitation, salt):
        token = signing.dumps("1", salt=salt) if salt else "a:b:c"
        with translation.override("en"):
            assert client.get(reverse("office_invitation", args=[token])).status_code == 404

    def test_of_an_owner_asks_to_sign_in_then_accepts(self, client, as_, highways, kanya, malee, somsak):
        address = path(invite(malee.email, highways, role=Role.OFFICER, by=kanya))
        client.cookies["language"] = "en"
        assert "Sign in, and this page asks once more" in client.get(address).content.decode()
        assert client.post(address, account()).status_code == 400
        assert "signed in with another account" in as_(somsak).get(address).content.decode()
        assert as_(somsak).post(address).status_code == 400
        assert not malee.memberships.exists()
        assert as_(malee).post(address)["Location"] == reverse("office")
        assert malee.memberships.get().role == Role.OFFICER

    def test_is_on_no_record(self, client, invitation):
        client.post(path(invitation), account())
        events = invitation.events.order_by("pgh_id")
        assert [e.pgh_label for e in events] == ["insert", "update"]
        assert path(invitation).split("/")[-2] not in str(events[1].pgh_context.metadata)

    @pytest.mark.parametrize(
        "more", [{"full_name": ""}, {"full_name": "<script>"}, {"password": "short"}, {"password": ""}]
    )
    def test_asks_again_for_what_is_missing(self, client, invitation, more):
        answer = client.post(path(invitation), account(**more))
        assert answer.status_code == 400 and "<script>alert" not in answer.content.decode()
        assert not User.objects.filter(email=ADDRESS).exists()


class TestThePages:
    def test_invite_list_and_withdraw_with_who_did_it(self, as_, highways, kanya):
        unit, client = make_unit(highways), as_(kanya)
        sent = {"email": ADDRESS, "place": f"doh officer {unit.name_th}"}
        html = client.post(reverse("invite_to_office"), sent, follow=True).content.decode()
        assert "is on its way" in html and "Invited, not here yet" in html and ADDRESS in html
        row = StaffInvitation.objects.get()
        assert (row.unit, row.role) == (unit, Role.OFFICER)
        assert row.events.get().pgh_context.metadata["user"] == kanya.pk
        withdraw = reverse("withdraw_office_invitation", args=[row.public_id])
        assert "opens nothing any more" in client.post(withdraw, follow=True).content.decode()
        assert client.post(withdraw).status_code == 404
        assert ADDRESS not in client.get(reverse("office_people")).content.decode()

    @pytest.mark.parametrize(
        "more",
        [{"email": ""}, {"email": "ไม่ใช่"}, {"place": ""}, {"place": "doh agency_head"}, {"place": "doh administrator"}],
    )
    def test_ask_again(self, as_, kanya, highways, more):
        sent = {"email": ADDRESS, "place": "doh officer"} | more
        assert as_(kanya).post(reverse("invite_to_office"), sent).status_code == 400
        assert not StaffInvitation.objects.exists() and not Message.objects.filter(recipient=ADDRESS).exists()

    def test_are_not_found_by_who_does_not_lead_there(self, as_, invitation, wichai, malee, siriporn, centre):
        elsewhere = make_membership(make_user("หัวหน้า อื่น"), centre, Role.AGENCY_HEAD).user
        for user in (wichai, malee, siriporn):
            client = as_(user)
            assert client.get(reverse("invite_to_office")).status_code == 404
        client = as_(elsewhere)
        sent = {"email": "b@example.org", "place": "doh officer"}
        assert client.post(reverse("invite_to_office"), sent).status_code == 400
        for public_id in (invitation.public_id, uuid.uuid4()):
            for user in (wichai, elsewhere):
                withdraw = reverse("withdraw_office_invitation", args=[public_id])
                assert as_(user).post(withdraw).status_code == 404
        assert StaffInvitation.objects.open().count() == 1
