"""Nothing asks a citizen for a copy of an ID card or house registration, or for a number of 13 digits.

Not a topic, a question, a quicker way or any other row that staff write or that comes with the house; not a template, a
guide, a form or a text of the catalogues.
"""

import csv
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django import forms
from django.core.exceptions import ValidationError
from rest_framework.serializers import BaseSerializer

import complaints
import directory
import frontend
import routing
from complaints.models import OutcomeOfKind, ReplyTemplate, StopperText, TopicQuestion
from complaints.never_asked import asked_papers
from directory.loading import load_reference
from directory.models import Topic

ROOT = Path(__file__).parents[2]
OURS = ("complaints", "config", "consultations", "directory", "frontend", "notifications", "records", "routing")
NOT_ASKING = {
    "citizen number": "names what was hidden in a public text",
    "เบอร์โทร เลขบัตรประชาชน และบ้านเลขที่ของคนอื่น": "stands in the list of what to leave out",
    "เลขบัตรประชาชน": "names what was hidden in a public text",
}
"""Whole texts that name such a number without asking for it, each with the reason."""


def problems(texts) -> list[str]:
    """Where a text asks for papers, and with which words. texts: pairs of a place and a text."""
    found = ((where, asked_papers(text)) for where, text in texts if text.strip() not in NOT_ASKING)
    return [f"{where}: {asked}" for where, asked in found if asked]


class TestWhatCountsAsAsking:
    @pytest.mark.parametrize(
        "text",
        [
            "แนบสำเนาบัตรประชาชน",
            "สำเนาบัตรประจำตัวประชาชนของผู้ร้อง",
            "ถ่ายรูปทะเบียนบ้านส่งมาด้วย",
            "แนบ สำเนา ทะเบียน บ้าน 1 ฉบับ",
            "กรอกเลขประจำตัวประชาชน",
            "เลขบัตรประชาชน ๑๓ หลัก",
            "ใส่เลข 13 หลัก",
            "Attach a copy of your ID card",
            "Upload a photo of your national identity card",
            "a scan of the house registration",
            "Your 13-digit number",
            "ถ้าไม่มีบัตร ให้แนบสำเนาทะเบียนบ้าน",
            "Thirteen digits, without spaces",
            "National ID number",
        ],
    )
    def test_is_found(self, text):
        assert asked_papers(text)

    @pytest.mark.parametrize(
        "text",
        [
            "เราไม่ขอสำเนาบัตรประชาชน",
            "ไม่ต้องแนบสำเนาทะเบียนบ้าน",
            "สำเนาบัตรประชาชนไม่ต้องใช้",
            "อย่าส่งเลขประจำตัวประชาชนให้ใคร",
            "We never ask for a copy of an ID card",
            "No copy of your house registration is needed",
            "ไปทำบัตรประชาชนแล้วคิวยาว",
            "ทะเบียนราษฎร บัตรประชาชน",
            "แนบรูปหลุมบนถนน",
            "ID cards and house registration",
            "เลขบนเสาไฟ",
            "",
        ],
    )
    def test_is_not_seen_where_nothing_is_asked(self, text):
        assert asked_papers(text) == ""


class TestRows:
    def test_of_the_files_that_come_with_the_house(self):
        texts = [
            (f"{path.relative_to(ROOT)}:{number}", cell)
            for folder in OURS
            for path in sorted((ROOT / folder).rglob("reference/*.csv"))
            for number, row in enumerate(csv.reader(path.open(encoding="utf-8", newline="")), start=1)
            for cell in row
        ]
        assert len(texts) > 3000
        assert problems(texts) == []

    @pytest.mark.django_db
    def test_of_every_table_once_the_house_is_set_up(self):
        from django.apps import apps
        from django.db import models

        from complaints.after_photos import load_after_photos
        from complaints.kinds import load_outcomes
        from complaints.reply_templates import load_templates
        from complaints.service_levels import load_service_levels
        from complaints.stoppers import load_quicker_ways
        from complaints.topic_questions import load_topic_questions

        load_reference()
        assert load_outcomes() > 0
        assert load_after_photos() > 0
        assert load_templates() > 0
        assert load_service_levels() > 0
        assert load_topic_questions() > 0
        assert load_quicker_ways() > 0
        texts = []
        for model in apps.get_models():
            if model._meta.app_label not in OURS:
                continue
            columns = [
                f.name for f in model._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)
            ]
            for row in model._default_manager.values(*columns) if columns else ():
                texts += [(f"{model.__name__}.{name}", value) for name, value in row.items() if value]
        seen = {where.split(".")[0] for where, _text in texts}
        assert {"Topic", "TopicQuestion", "StopperText", "OutcomeOfKind", "ReplyTemplate", "ServiceLevel"} <= seen
        assert problems(texts) == []

    @pytest.mark.django_db
    def test_a_text_to_answer_with_that_asks_is_refused_when_staff_write_it(self):
        text = ReplyTemplate(use="ask", name="ขอเอกสาร", text="แนบสำเนาบัตรประชาชนมาด้วย")
        with pytest.raises(ValidationError) as refused:
            text.full_clean()
        assert refused.value.error_dict["__all__"][0].code == "asks_for_papers"
        outcome = OutcomeOfKind(kind="praise", outcome="refused", name_th="ขาดสำเนาทะเบียนบ้าน แนบสำเนาทะเบียนบ้าน")
        with pytest.raises(ValidationError):
            outcome.full_clean()

    @pytest.mark.django_db
    def test_a_row_that_asks_is_found(self):
        topic = Topic.objects.create(code="roads", name_th="ถนน", name_en="Roads")
        TopicQuestion.objects.create(
            topic=topic, code="card", kind="text", wording_th="สำเนาบัตรประชาชน", wording_en="Copy of your ID card"
        )
        StopperText.objects.create(code="x", topic=topic, text_th="เตรียมเลข 13 หลัก", text_en="", phone="1", source="-")
        texts = [("question", TopicQuestion.objects.get().wording_th), ("text", StopperText.objects.get().text_th)]
        assert len(problems(texts)) == 2


class TestPages:
    def test_of_every_template_guides_included(self):
        templates = sorted((ROOT / "frontend" / "templates").rglob("*.*"))
        assert len(templates) > 120
        texts = [
            (f"{path.relative_to(ROOT)}:{number}", re.sub(r"<[^>]*>|{%\s*(end)?\w+|%}|{{|}}", "\n", line))
            for path in templates
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        ]
        assert problems(texts) == []

    def test_of_the_scripts(self):
        scripts = sorted((ROOT / "frontend" / "src").rglob("*.ts"))
        texts = [(path.name, line) for path in scripts for line in path.read_text(encoding="utf-8").splitlines()]
        assert problems(texts) == []

    def test_of_every_text_in_the_catalogues(self):
        texts = []
        for path in sorted(ROOT.glob("*/locale/*/LC_MESSAGES/*.po")):
            with path.open("rb") as file:
                for message in read_po(file):
                    said = [message.id, message.string]
                    flat = [each for one in said for each in (one if isinstance(one, list | tuple) else [one])]
                    texts += [(f"{path.relative_to(ROOT)}: {message.id}", each) for each in flat if each]
        assert len(texts) > 2000
        assert problems(texts) == []


def _modules():
    for package in (complaints, directory, frontend, routing):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not re.search(r"\.(migrations|management|locale|node_modules)\b", module.name):
                yield importlib.import_module(module.name)


def _of_kind(kind):
    """Every class of ours of this kind, of all modules."""
    found = {
        member
        for module in _modules()
        for _name, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, kind) and member.__module__.split(".")[0] in OURS
    }
    return sorted(found, key=lambda each: (each.__module__, each.__qualname__))


class TestForms:
    def test_of_every_field_of_every_form(self):
        classes = _of_kind(forms.BaseForm)
        assert len(classes) > 15
        texts = [
            (f"{form.__qualname__}.{name}", f"{name} | {field.label or ''} | {field.help_text}")
            for form in classes
            for name, field in getattr(form, "base_fields", {}).items()
        ]
        assert problems(texts) == []
        assert [where for where, _text in texts if re.search(r"citizen|national_?id|id_?card|laser", where)] == []

    def test_of_what_the_api_takes(self):
        texts = [
            (f"{shape.__qualname__}.{name}", f"{name} | {field.label or ''} | {field.help_text or ''}")
            for shape in _of_kind(BaseSerializer)
            for name, field in getattr(shape, "_declared_fields", {}).items()
        ]
        assert texts
        assert problems(texts) == []


NUMBER_OF_PAPERS = re.compile(
    r"citizen|national_?id|id_?(card|number)|passport|visa|pink_?card|laser|work_?permit|tax_?id"
)
"""What a column or field for a number of somebody's papers would be called."""


def _fields():
    """Every field of every form, shape of the API and table of ours, by a name to tell it by."""
    from django.apps import apps

    for form in _of_kind(forms.BaseForm):
        yield from ((f"{form.__qualname__}.{name}", field) for name, field in getattr(form, "base_fields", {}).items())
    for shape in _of_kind(BaseSerializer):
        told = getattr(shape, "_declared_fields", {})
        yield from ((f"{shape.__qualname__}.{name}", field) for name, field in told.items())
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            yield from ((f"{model.__name__}.{field.name}", field) for field in model._meta.concrete_fields)


def _wants_thirteen_digits(field) -> bool:
    patterns = [getattr(each, "regex", None) for each in getattr(field, "validators", ())]
    bounds = {getattr(field, "min_length", None), getattr(field, "max_length", None)}
    return 13 in bounds or any(pattern is not None and "13" in pattern.pattern for pattern in patterns)


class TestPeopleWithoutAThaiCard:
    """A foreigner files, follows and has an account with a passport or with nothing: nobody asks for a number."""

    def test_no_field_is_for_the_number_of_papers(self):
        fields = dict(_fields())
        assert len(fields) > 400
        assert [name for name in fields if NUMBER_OF_PAPERS.search(name.rpartition(".")[2].lower())] == []

    def test_no_field_wants_thirteen_digits(self):
        assert [name for name, field in _fields() if _wants_thirteen_digits(field)] == []

    def test_a_field_that_does_is_found(self):
        from django.core.validators import RegexValidator

        assert _wants_thirteen_digits(forms.CharField(min_length=13, max_length=13))
        assert _wants_thirteen_digits(forms.CharField(validators=[RegexValidator(r"^\d{13}$")]))
        assert not _wants_thirteen_digits(forms.CharField(max_length=130))

    def test_no_code_checks_such_a_number_but_to_hide_it(self):
        checking = [
            path.relative_to(ROOT).as_posix()
            for folder in OURS
            for path in sorted((ROOT / folder).rglob("*.py"))
            if re.search(r"checksum|\{13\}|len\([^)]*\) == 13", path.read_text(encoding="utf-8"))
            and "digits" in path.read_text(encoding="utf-8")
        ]
        assert set(checking) <= {"complaints/personal_data.py", "complaints/never_asked.py"}
