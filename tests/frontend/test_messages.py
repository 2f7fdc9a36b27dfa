"""Translations: collected from code and templates, checked, compiled; nothing typed by a translator gets lost."""

import gettext
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from frontend import catalogues
from frontend.catalogues import is_translated, key_of, strings_in, wanted_of


@pytest.fixture
def app(tmp_path, monkeypatch) -> Path:
    """A small app with one sentence in Python and one of each kind in a template."""
    folder = tmp_path / "complaints"
    (folder / "templates").mkdir(parents=True)
    (folder / "views.py").write_text('from django.utils.translation import gettext as _\nx = _("Received")\n')
    (folder / "templates" / "page.html").write_text(
        '<ul>\n    <li>{% translate "Send" %}</li>\n  {% blocktranslate count n=n %}{{ n }} case{% plural %}{{ n }} cases{% endblocktranslate %}\n'
        '{# {% translate "Not this" %} #}<b title="{% translate "Mine" context "menu" %}"></b></ul>\n'
    )
    monkeypatch.setattr(catalogues, "app_folders", lambda: [folder])
    return folder


def po(app: Path, language: str = "th") -> Path:
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def translate(app: Path, **sentences: str) -> None:
    with po(app).open("a") as file:
        for english, thai in sentences.items():
            file.write(f'\nmsgid "{english}"\nmsgstr "{thai}"\n')


def say_in_burmese(app: Path, english: str, burmese: str) -> None:
    with po(app, "my").open("a") as file:
        file.write(f'\nmsgid "{english}"\nmsgstr "{burmese}"\n')


def check(app: Path) -> str:
    with pytest.raises(CommandError) as problems:
        call_command("messages", "--check", stdout=StringIO())
    return str(problems.value)


class TestCollecting:
    def test_finds_sentences_in_python_and_in_templates(self, app):
        call_command("messages")
        text = po(app).read_text()
        for sentence in ('msgid "Received"', 'msgid "Send"', 'msgid_plural "%(n)s cases"', 'msgctxt "menu"'):
            assert sentence in text
        assert "Not this" not in text

    def test_leaves_an_app_within_an_app_to_its_own_catalogue(self, app, monkeypatch):
        inner = app / "laws"
        inner.mkdir()
        (inner / "acts.py").write_text('x = _("Compared")\n')
        assert [message.id for message in strings_in(app) if message.id == "Compared"] == ["Compared"]
        monkeypatch.setattr(catalogues, "app_folders", lambda: [app, inner])
        assert "Compared" not in [message.id for message in strings_in(app)]
        assert "Compared" in [message.id for message in strings_in(inner)]

    def test_keeps_translations_that_were_appended(self, app):
        call_command("messages")
        translate(app, Received="รับเรื่องแล้ว")
        call_command("messages")
        assert 'msgid "Received"\nmsgstr "รับเรื่องแล้ว"' in po(app).read_text()

    def test_keeps_unused_ones_aside_until_they_are_wanted_again_or_pruned(self, app):
        call_command("messages")
        translate(app, Received="รับเรื่องแล้ว")
        views = (app / "views.py").read_text()
        (app / "views.py").write_text("")
        call_command("messages")
        assert '#~ msgid "Received"' in po(app).read_text()
        (app / "views.py").write_text(views)
        call_command("messages")
        assert 'msgid "Received"\nmsgstr "รับเรื่องแล้ว"' in po(app).read_text()
        (app / "views.py").write_text("")
        call_command("messages", "--prune")
        assert "Received" not in po(app).read_text()

    def test_a_second_run_changes_nothing(self, app):
        call_command("messages")
        before = po(app).read_bytes()
        call_command("messages")
        assert po(app).read_bytes() == before


class TestChecking:
    def test_names_what_is_missing_and_changes_nothing(self, app):
        assert "not in the .po: 'Received'" in check(app)
        assert not po(app).exists()

    def test_names_what_is_untranslated(self, app):
        call_command("messages")
        assert "untranslated: 'Send'" in check(app)

    def test_names_what_no_code_uses(self, app):
        call_command("messages")
        translate(app, Gone="หายไป")
        assert "unused: 'Gone'" in check(app)

    def test_names_what_is_unsure(self, app):
        call_command("messages")
        with po(app).open("a") as file:
            file.write('\n#, fuzzy\nmsgid "Send"\nmsgstr "ส่ง"\n')
        assert "unsure (fuzzy): 'Send'" in check(app)

    def test_names_a_placeholder_that_the_translation_lost(self, app):
        (app / "views.py").write_text('from django.utils.translation import gettext as _\nx = _("Due %(date)s") % {}\n')
        call_command("messages")
        translate(app, **{"Due %(date)s": "ครบกำหนด %(day)s"})
        assert "Due %(date)s" in check(app)

    def test_names_what_two_apps_say_in_two_ways(self, app, monkeypatch):
        """Django merges all catalogues: the app that comes first would speak in the other's pages too."""
        other = app.parent / "consultations"
        other.mkdir()
        (other / "views.py").write_text((app / "views.py").read_text())
        monkeypatch.setattr(catalogues, "app_folders", lambda: [app, other])
        call_command("messages")
        translate(app, Received="รับเรื่องแล้ว", Send="ส่ง")
        translate(other, Received="ได้รับแล้ว")
        assert "consultations and complaints say in two ways: 'Received'" in check(app)

    def test_is_silent_when_everything_is_said_in_thai(self, app):
        (app / "templates" / "page.html").unlink()
        call_command("messages")
        translate(app, Received="รับเรื่องแล้ว")
        call_command("messages", "--check")


class TestCompiling:
    def test_makes_what_django_reads(self, app):
        call_command("messages")
        translate(app, Received="รับเรื่องแล้ว")
        call_command("messages", "--compile")
        with po(app).with_suffix(".mo").open("rb") as file:
            catalogue = gettext.GNUTranslations(file)
        assert catalogue.gettext("Received") == "รับเรื่องแล้ว"
        assert catalogue.gettext("Send") == "Send"

    def test_lets_no_line_begin_with_the_sign_of_repetition(self, app):
        """The catalogue is written with a plain space before ๆ, as people type it; pages break no line there."""
        call_command("messages")
        translate(app, Received="เรื่องต่าง ๆ มาถึงแล้ว")
        with po(app).open("a") as file:
            file.write('\nmsgid "%(n)s case"\nmsgid_plural "%(n)s cases"\nmsgstr[0] "อื่น ๆ %(n)s เรื่อง"\n')
        call_command("messages", "--compile")
        with po(app).with_suffix(".mo").open("rb") as file:
            catalogue = gettext.GNUTranslations(file)
        assert catalogue.gettext("Received") == "เรื่องต่าง\u00a0ๆ มาถึงแล้ว"
        assert catalogue.ngettext("%(n)s case", "%(n)s cases", 2) == "อื่น\u00a0ๆ %(n)s เรื่อง"
        assert "ต่าง ๆ" in po(app).read_text()


@pytest.fixture
def filing(app) -> Path:
    """The app with one sentence of the filing page, said in Thai like all the others."""
    (app / "templates" / "page.html").unlink()
    (app / "views.py").unlink()
    (app / "intake.py").write_text(
        'from django.utils.translation import gettext as _\nx = _("Due %(date)s")\ny = _("<b>Sent</b>")\n'
    )
    (app / "office_forms.py").write_text('from django.utils.translation import gettext as _\nz = _("Decline")\n')
    call_command("messages", stdout=StringIO())
    translate(app, **{"Due %(date)s": "ครบกำหนด %(date)s", "<b>Sent</b>": "<b>ส่งแล้ว</b>", "Decline": "ไม่รับ"})
    return app


class TestLanguagesBesidesThaiAndEnglish:
    def test_hold_what_citizens_read_and_nothing_of_the_staff(self, filing):
        assert 'msgid "Due %(date)s"' in po(filing, "my").read_text()
        assert "Decline" not in po(filing, "my").read_text()

    def test_say_in_the_catalogue_that_nobody_has_reviewed_them(self, filing):
        assert '"X-Reviewed: no' in po(filing, "zh_Hans").read_text()
        po(filing, "km").write_text(po(filing, "km").read_text().replace("X-Reviewed: no", "X-Reviewed: yes"))
        assert "complaints km: its X-Reviewed is not what directory/languages.py says" in check(filing)

    def test_may_lack_words(self, filing):
        call_command("messages", "--check")

    @pytest.mark.parametrize(
        ("english", "burmese", "problem"),
        [
            ("Due %(date)s", "နောက်ဆုံးရက်", "other placeholders"),
            ("Due %(date)s", "နောက်ဆုံးရက် %(day)s", "other placeholders"),
            ("<b>Sent</b>", "ပို့ပြီး", "other markup"),
            ("<b>Sent</b>", "<b>ส่งแล้ว</b>", "Thai letters in it"),
            ("Gone", "မရှိ", "unused"),
        ],
    )
    def test_are_held_to_what_a_program_can_tell(self, filing, english, burmese, problem):
        say_in_burmese(filing, english, burmese)
        assert f"complaints my: {problem}: {english!r}" in check(filing)

    def test_take_a_translators_file_into_the_apps_and_leave_out_what_is_broken(self, filing, tmp_path):
        brought = tmp_path / "my.po"
        brought.write_text(
            'msgid "Due %(date)s"\nmsgstr "နောက်ဆုံးရက် %(date)s"\n\nmsgid "<b>Sent</b>"\nmsgstr "ပို့ပြီး"\n\n'
            'msgid "Decline"\nmsgstr "ငြင်း"\n'
        )
        told, out = StringIO(), StringIO()
        call_command("messages", "--take", str(brought), "--language", "my", stderr=told, stdout=out)
        assert "နောက်ဆုံးရက် %(date)s" in po(filing, "my").read_text()
        assert "ပို့ပြီး" not in po(filing, "my").read_text()
        assert "left out, other markup: '<b>Sent</b>'" in told.getvalue()
        assert "no such string: 'Decline'" in told.getvalue()
        assert "Burmese: 1 of 2 strings for citizens, not reviewed" in out.getvalue()
        call_command("messages", "--check")


class TestNamesOfTables:
    """Topics and provinces have their Thai and English beside them; the catalogues hold the rest."""

    def names(self, language):
        folder = next(folder for folder in catalogues.app_folders() if folder.name == "directory")
        return {key_of(message) for message in wanted_of(strings_in(folder), language)}

    def test_are_wanted_in_each_language_but_thai(self):
        for language in catalogues.OTHERS:
            assert {("Street lights", "topic"), ("Khon Kaen", "province")} <= self.names(language)
        assert not [key for key in self.names(catalogues.THAI) if key[1] in {"topic", "province"}]


@pytest.mark.parametrize("language", [catalogues.THAI, *catalogues.OTHERS], ids=lambda language: language.code)
def test_no_words_for_citizens_are_missing_in_any_language(language):
    wanted, missing = 0, []
    for folder in catalogues.app_folders():
        known = catalogues.read_catalog(catalogues.po_file(folder, language), language)
        told = {key_of(message) for message in known if is_translated(message) and not message.fuzzy}
        keys = {key_of(message) for message in wanted_of(strings_in(folder), language)}
        wanted += len(keys)
        missing += sorted(f"{folder.name}: {key[0]}" for key in keys - told)
    assert wanted > 1000 and not missing
