"""Fills the demo: a person for every role and some 300 complaints that lived their story."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from complaints.models import Case
from config.demo_approval import leave_one_to_approve
from config.demo_consultations import make_demo_consultations
from config.demo_heads import appoint_heads
from config.demo_letters import make_demo_key, send_demo_letters
from config.demo_petitions import make_demo_petitions
from config.demo_pilots import begin_demo_trial
from config.demo_statutes import make_demo_laws
from config.demo_story import Telling, stories
from directory.people import make_demo_people
from routing.chores import predict

BATCH = 20


class Command(BaseCommand):
    help = "Make demo people and, unless --empty, demo complaints. Only in the demo, and only once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="demo people, but no complaints")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo people may be entered by anybody: start with SIANG_DEMO=1, never in production.")
        make_demo_people()
        make_demo_key()
        if options["empty"] or Case.objects.exists():
            return
        make_demo_consultations()
        begin_demo_trial()
        make_demo_laws()
        make_demo_petitions()
        rows = stories()
        telling = Telling()
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            predictions, version = predict([{"id": row["key"], "text": row["text"]} for row in batch])
            for number, (row, prediction) in enumerate(zip(batch, predictions, strict=True), start=start):
                telling.tell(row, prediction, version, number=number)
            self.stdout.write(f"  {min(start + BATCH, len(rows))} of {len(rows)} complaints", ending="\r")
            self.stdout.flush()
        send_demo_letters()
        leave_one_to_approve()
        appoint_heads()
        self.stdout.write(f"  {len(rows)} complaints, every state, 77 provinces")
