"""Who enters the administration, and who finds nothing there."""

import pytest
from django.urls import reverse

from directory.models import RegisterFile, Role
from frontend.administration.registers import REGISTERS
from frontend.administration.urls import urlpatterns
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db


def addresses(public_id: str) -> list[str]:
    kwargs = {"slug": "agencies", "public_id": public_id}
    return [reverse(each.name, kwargs={name: kwargs[name] for name in each.pattern.converters}) for each in urlpatterns]


@pytest.fixture
def all_pages(manop):
    file = RegisterFile.objects.create(register="agencies", name="a.csv", content=b"code", chosen_by=manop)
    file.refresh_from_db()
    return addresses(str(file.public_id))


class TestTheDoor:
    def test_sends_a_visitor_to_sign_in(self, client, all_pages):
        for address in all_pages:
            assert client.get(address)["Location"].startswith("/accounts/login/"), address

    @pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
    def test_is_not_found_by_any_other_role(self, client, all_pages, role):
        client.force_login(make_membership(make_user(is_staff=True), make_agency(), role).user)
        for address in all_pages:
            assert client.get(address).status_code == client.post(address).status_code == 404, address

    def test_is_not_found_by_a_citizen(self, client, all_pages):
        client.force_login(make_user())
        for address in all_pages:
            assert client.get(address).status_code == client.post(address).status_code == 404, address

    def test_is_not_found_by_an_administrator_who_is_no_staff(self, client, all_pages):
        client.force_login(make_membership(make_user(), make_agency(), Role.ADMINISTRATOR).user)
        assert client.get(reverse("administration")).status_code == 404

    def test_stands_in_the_menu_of_administrators_alone(self, page, client):
        assert 'href="/administration/"' in page.get("/").content.decode()
        client.force_login(make_membership(make_user(), make_agency(), Role.ADMINISTRATOR).user)
        assert 'href="/administration/"' not in client.get("/").content.decode()

    def test_knows_no_register_of_another_name(self, page):
        assert page.get("/administration/users/").status_code == 404
        assert page.get("/administration/agencies/row/?key=none").status_code == 404
        assert page.get("/administration/agencies/row/?key=a&key=b").status_code == 404
        assert page.get("/administration/holidays/row/?key=2026-99-99&key=").status_code == 404
        assert page.get("/administration/holidays/row/?key=2026-12-05&key=99999999999999999999").status_code == 404
        assert page.get("/administration/office-hours/row/?key=monday&key=8").status_code == 404

    def test_a_file_of_another_register_is_not_found(self, page, all_pages):
        file = RegisterFile.objects.get()
        assert page.get(f"/administration/topics/import/{file.public_id}/").status_code == 404


class TestThePagesOfEveryRegister:
    @pytest.mark.parametrize("slug", REGISTERS)
    def test_are_there_with_no_row_and_after_a_search(self, page, slug):
        for address in (f"/administration/{slug}/", f"/administration/{slug}/?q=น้ำ&show=ended&page=3"):
            assert page.get(address).status_code == 200
        assert page.get(f"/administration/{slug}/new/").status_code == 200
        assert page.get(f"/administration/{slug}/import/").status_code == 200

    @pytest.mark.parametrize(
        "nonsense", ["page=0", "page=-1", "page=x", "page=99999999", "show=x", "q=%00", "after=x~y~z"]
    )
    def test_bear_any_query(self, page, nonsense):
        assert page.get(f"/administration/agencies/?{nonsense}").status_code == 200
        assert page.get(f"/administration/changes/?{nonsense}&register=none").status_code == 200
