"""`manage.py retrain`: a topic model that has learned what people settled, asked beside the one that decides."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models.functions import Lower

from directory.models import User
from routing.learning import start_shadow
from routing.models import ModelVersion


class Command(BaseCommand):
    help = "Learns from confirmed and corrected cases. The new model decides nothing: it is asked beside the one that does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-shadow", action="store_true", help="only make it; somebody starts it at /desk/models/"
        )
        parser.add_argument(
            "--trust",
            metavar="EMAIL",
            action="append",
            default=[],
            help="learn from this person though their corrections nearly all go one way; may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # Late: scikit-learn loads with it.
        from ml.lessons import TooFewLessons
        from ml.model_file import ModelRefused
        from routing.retraining import retrain

        try:
            version = retrain(trusted=[self._person(email) for email in options["trust"]])
        except (TooFewLessons, ModelRefused) as refused:
            raise CommandError(f"No model was made: {refused}") from refused
        self._tell(version)
        if not options["no_shadow"]:
            start_shadow(version, by=None)
            self.stdout.write("It is asked beside the model that decides. Compare them at /desk/models/")

    def _person(self, email: str) -> int:
        found = User.objects.annotate(lower=Lower("email")).filter(lower=email.lower()).values_list("pk", flat=True)
        if len(found) != 1:
            raise CommandError(f"There is nobody with the address {email}")
        return found[0]

    def _tell(self, version: ModelVersion) -> None:
        told = version.report
        self.stdout.write(f"topics-{version.version}: {version.lessons:,} cases learned, on top of {version.base}")
        self.stdout.write(
            f"  latest {told['later']:,} of them: {told['right_before']:,} right before, {told['right_after']:,} after"
            f" (believed by {told['belief']:.0%})"
        )
        names = dict(
            User.objects.filter(pk__in=[one["by"] for one in told["set_aside"]]).values_list("pk", "full_name")
        )
        for one in told["set_aside"]:
            self.stdout.write(
                f"  not learned from {names.get(one['by'], one['by'])}: {one['there']} of {one['of']} corrections"
                f" to {one['to']}; of others' {one['others_there']} of {one['others_of']}"
            )
