"""Brings the reference data into the tables; may run any number of times."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.module_loading import import_string

from directory.loading import load_reference


class Command(BaseCommand):
    help = "Load areas, topics, agencies, holidays and office hours. What staff changed stays as they left it."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_reference()
        except ValueError as error:
            raise CommandError(f"Nothing was loaded: {error}") from error
        for changes in loaded:
            self.stdout.write(str(changes))
            if changes.kept:
                self.stdout.write("  kept: " + ", ".join(changes.kept))
            if changes.updated and options["verbosity"] > 1:
                self.stdout.write("  updated: " + ", ".join(changes.updated))
        # Rooms above this one bring their own rows (rules, service levels); they are named, not imported.
        for name, load in settings.REFERENCE_LOADERS.items():
            self.stdout.write(f"{name}: {import_string(load)()} new")
