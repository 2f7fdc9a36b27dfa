"""The administration pages are for administrators."""

import html
import re
from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from directory.models import Holiday, Membership, Role, ServiceArea, User
from routing.models import RoutingThreshold
from tests.factories import make_agency, make_area, make_membership, make_topic, make_user

pytestmark = pytest.mark.django_db

KEPT_AT_ADMINISTRATION = [
    ("directory_agency", "agencies"),
    ("directory_unit", "units"),
    ("directory_membership", "people"),
    ("directory_topic", "topics"),
    ("directory_holiday", "holidays"),
    ("directory_officehours", "office-hours"),
    ("complaints_servicelevel", "service-levels"),
    ("complaints_replytemplate", "reply-texts"),
    ("routing_routingrule", "routing-rules"),
]


@pytest.fixture
def administrator():
    return make_membership(make_user("มานพ ระเบียบ", is_staff=True), role=Role.ADMINISTRATOR).user


class TestTheDoor:
    def test_opens_to_an_administrator(self, client, administrator):
        client.force_login(administrator)
        assert client.get(reverse("admin:index")).status_code == 200

    def test_sends_a_stranger_to_sign_in(self, client):
        answer = client.get(reverse("admin:index"), follow=False)
        answer = client.get(answer["Location"])
        assert answer["Location"].startswith(reverse("account_login"))

    @pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
    def test_is_not_found_by_any_other_role_even_if_staff(self, client, role):
        client.force_login(make_membership(make_user(is_staff=True), role=role).user)
        assert client.get(reverse("admin:index"), follow=True).status_code == 404

    def test_is_not_found_by_a_citizen(self, client):
        client.force_login(make_user())
        assert client.get(reverse("admin:index"), follow=True).status_code == 404

    def test_is_not_found_by_an_administrator_who_is_no_staff(self, client):
        client.force_login(make_membership(role=Role.ADMINISTRATOR).user)
        assert client.get(reverse("admin:index"), follow=True).status_code == 404

    def test_closes_on_the_day_the_role_ends(self, client, administrator):
        Membership.objects.update(ends_on="2020-12-31")
        client.force_login(administrator)
        assert client.get(reverse("admin:index"), follow=True).status_code == 404


class TestThePages:
    @pytest.mark.parametrize(
        "model", [model for model in admin.site._registry if model._meta.app_label == "directory"], ids=str
    )
    def test_list_search_and_show(self, client, administrator, model):
        make_topic("roads/pothole")
        agency = make_agency("เทศบาลเมืองศิลา", area=make_area(400114, "ศิลา"))
        Holiday.objects.create(date="2026-04-13", name_th="วันสงกรานต์", source="ประกาศ")
        make_membership(agency=agency)
        client.force_login(administrator)
        page = reverse(f"admin:directory_{model._meta.model_name}_changelist")
        assert client.get(page).status_code == 200
        assert client.get(page, {"q": "ศิลา"}).status_code == 200
        row = model.objects.first()
        if row:
            assert (
                client.get(reverse(f"admin:directory_{model._meta.model_name}_change", args=[row.pk])).status_code
                == 200
            )

    def test_a_change_is_noted_with_who_made_it(self, client, administrator):
        topic = make_topic("roads")
        RoutingThreshold.objects.create(
            topic=topic, probability=0.9, decided_by="ก", decided_on="2026-11-01", reason="ทดลอง"
        )
        row = RoutingThreshold.objects.get()
        client.force_login(administrator)
        page = reverse("admin:routing_routingthreshold_change", args=[row.pk])
        told = {
            name: value
            for name, value in client.get(page).context["adminform"].form.initial.items()
            if value is not None
        }
        assert "1/11/2569" in client.get(page).content.decode()
        answer = client.post(page, told | {"decided_on": "๒๘/๑๑/๒๕๖๙"})
        assert answer["Location"] == reverse("admin:routing_routingthreshold_changelist")
        row.refresh_from_db()
        assert row.decided_on == date(2026, 11, 28)
        event = row.events.get(pgh_label="update")
        assert event.pgh_context.metadata["user"] == administrator.pk

    def test_a_list_with_rows_to_tick_has_what_its_script_writes_into_and_shows_no_english(self, client, administrator):
        told = {"decided_by": "ก", "decided_on": "2026-11-01", "reason": "ทดลอง"}
        RoutingThreshold.objects.create(topic=make_topic("roads"), probability=0.9, **told)
        client.force_login(administrator)
        shown = client.get(reverse("admin:routing_routingthreshold_changelist")).content.decode()
        assert 'class="action-select"' in shown
        assert '<span class="hidden"><span class="action-counter" data-actions-icnt="1"></span></span>' in shown

    @pytest.mark.parametrize("typed", ["28/11/3112", "2569", "31/2/2569", "เมื่อวาน"])
    def test_a_day_that_nobody_can_mean_is_refused(self, client, administrator, typed):
        client.force_login(administrator)
        told = {"probability": 0.9, "decided_by": "ก", "reason": "ทดลอง", "decided_on": typed}
        answer = client.post(reverse("admin:routing_routingthreshold_add"), told)
        assert "1/12/2569" in " ".join(answer.context["adminform"].form.errors["decided_on"])

    @pytest.mark.parametrize(("name", "register"), KEPT_AT_ADMINISTRATION)
    def test_what_the_administration_keeps_is_only_looked_at(self, client, administrator, name, register):
        client.force_login(administrator)
        assert client.post(reverse(f"admin:{name}_add"), {"name_th": "ก"})["Location"] == "/"
        assert f'href="/administration/{register}/"' in client.get(reverse(f"admin:{name}_changelist")).content.decode()

    def test_of_an_agency_only_what_hangs_on_it_is_changed(self, client, administrator):
        agency = make_agency("กรมเดิม", code="doh", opens_on=date(2026, 11, 30))
        area = make_area(400114, "ศิลา")
        client.force_login(administrator)
        page = reverse("admin:directory_agency_change", args=[agency.pk])
        assert "30 พ.ย. 2569" in client.get(page).content.decode().replace("\N{NO-BREAK SPACE}", " ")
        none = {f"letter_address-{part}": 0 for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
        told = {
            "name_th": "กรมใหม่",
            "closes_on": "2020-01-01",
            "service_areas-TOTAL_FORMS": 1,
            "service_areas-INITIAL_FORMS": 0,
        }
        answer = client.post(
            page,
            told
            | none
            | {"service_areas-0-area": area.pk, "service_areas-0-source": "ก", "service_areas-0-source_date": "2569"},
        )
        assert answer.status_code == 302, answer.context["errors"]
        agency.refresh_from_db()
        assert (agency.name_th, agency.closes_on) == ("กรมเดิม", None)
        assert ServiceArea.objects.get().area == area

    def test_people_are_closed_and_never_deleted(self, client, administrator):
        client.force_login(administrator)
        client.post(reverse("admin:directory_user_delete", args=[administrator.pk]), {"post": "yes"})
        assert User.objects.filter(pk=administrator.pk).exists()

    def test_a_person_entered_by_an_administrator_has_no_password(self, client, administrator):
        client.force_login(administrator)
        none = {f"memberships-{part}": 0 for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
        answer = client.post(
            reverse("admin:directory_user_add"),
            {"full_name": "สุดา มั่นคง", "email": "Suda@Example.org", "language": "th", "is_active": "on"} | none,
        )
        assert answer.status_code == 302, answer.context["errors"]
        suda = User.objects.get(email="suda@example.org")
        assert not suda.has_usable_password()


class TestThaiPages:
    """What staff change every week reads Thai from end to end."""

    @pytest.fixture
    def page(self, client, administrator):
        """A page in a language, without the texts of its style sheets and scripts."""

        def page(address, language="th", **query):
            client.force_login(administrator)
            client.cookies["language"] = language
            answer = client.get(address, query)
            assert answer.status_code == 200
            return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")

        return page

    def test_lists_show_buddhist_years(self, page):
        Holiday.objects.create(date=date(2026, 12, 7), name_th="ชดเชยวันพ่อ", source="มติ ครม.")
        text = page("/admin/directory/holiday/")
        assert "7 ธ.ค. 2569" in text
        assert "2026" not in re.sub(r"\?[^\"']*", "", text)  # only addresses have the common era

    def test_lists_show_common_years_in_english(self, page):
        Holiday.objects.create(date=date(2026, 12, 7), name_th="ชดเชยวันพ่อ", source="มติ ครม.")
        assert "7 Dec 2026" in page("/admin/directory/holiday/", "en")

    def test_days_off_are_filtered_by_buddhist_year(self, page):
        for year in (2025, 2026):
            Holiday.objects.create(date=date(year, 1, 1), name_th=f"ปีใหม่ {year + 543}", source="มติ ครม.")
        assert '<a href="?year=2025">2568</a>' in page("/admin/directory/holiday/")
        text = page("/admin/directory/holiday/", year="2025")
        assert "ปีใหม่ 2568" in text
        assert "ปีใหม่ 2569" not in text

    def test_a_wrong_year_filters_nothing(self, page):
        Holiday.objects.create(date=date(2026, 1, 1), name_th="ปีใหม่", source="มติ ครม.")
        assert "ปีใหม่" in page("/admin/directory/holiday/", year="x")

    def test_dates_are_still_sorted_as_dates(self, page, administrator):
        agency = make_agency()
        for name, day in (("หลัง", date(2026, 10, 1)), ("ก่อน", date(2026, 9, 30))):
            make_membership(make_user(name), agency, starts_on=day)
        text = page("/admin/directory/membership/", o="5")
        assert text.index("30 ก.ย. 2569") < text.index("1 ต.ค. 2569")

    @pytest.mark.parametrize(
        "model",
        [
            "directory/agency",
            "directory/unit",
            "directory/membership",
            "directory/topic",
            "directory/holiday",
            "routing/routingrule",
            "routing/routingthreshold",
            "complaints/servicelevel",
        ],
    )
    @pytest.mark.parametrize("form", ["", "add/"])
    def test_no_english_stands_between_the_thai(self, page, model, form):
        if form and model.replace("/", "_") in dict(KEPT_AT_ADMINISTRATION):
            return  # there is no such page
        body = page(f"/admin/{model}/{form}").partition("<body ")[2].partition(">")[2]
        body = re.sub(r"<script.*?</script>", "", body, flags=re.S)
        words = html.unescape(re.sub(r"<[^>]*>", " ", body))
        codes = {"roads", "pothole", "agency"}
        assert set(re.findall(r"[A-Za-z]{3,}", words)) <= codes
