"""Brings the outlines of districts or sub-districts into the tables, from a GeoJSON file of the operator's own."""

import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.models import AreaLevel
from directory.shape_files import ShapesRefused
from directory.shape_loading import Loaded, load_area_shapes, remove_area_shapes


class Command(BaseCommand):
    help = "Load outlines of districts (or sub-districts) from a GeoJSON file in WGS 84, all or nothing: docs/maps.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--level", choices=["district", "subdistrict"], default="district")
        parser.add_argument(
            "--code-field",
            default="",
            help="the property with the DOPA code, or several joined by + (guessed if not given)",
        )
        parser.add_argument(
            "--source", default="", help="whom pages name under the outlines (default: the file's name)"
        )
        parser.add_argument("--skip-unknown", action="store_true", help="leave out features whose code is no area's")
        parser.add_argument("--remove", action="store_true", help="take the outlines of the level away; needs no file")
        parser.add_argument("--check", action="store_true", help="only say what would happen")

    def handle(self, *args: Any, file: Path | None, level: str, check: bool, remove: bool, **options: Any) -> None:
        if remove == bool(file) or (remove and check):
            raise CommandError("Name a file, or --remove and the level alone")
        if remove:
            remove_area_shapes(AreaLevel(level))
        if file is None:
            self.stdout.write(f"{level}: no outlines any more")
            return
        try:
            loaded = load_area_shapes(
                file,
                level=AreaLevel(level),
                code_field=options["code_field"],
                source=options["source"],
                by=_who(),
                skip_unknown=options["skip_unknown"],
                commit=not check,
            )
        except ShapesRefused as refused:
            raise CommandError("Nothing was loaded:\n" + "\n".join(refused.problems)) from refused
        except OSError as error:
            raise CommandError(f"Nothing was loaded: {error}") from error
        self._tell(loaded)
        if check:
            self.stdout.write("This was a trial: nothing was written. Leave out --check to load.")

    def _tell(self, loaded: Loaded) -> None:
        for line in loaded.skipped:
            self.stdout.write(f"left out: {line}")
        self.stdout.write(
            f"{loaded.level.value}: {loaded.areas:,} outlines by {loaded.code_field}, {loaded.points:,} points kept,"
            f" {loaded.drawn_points:,} drawn, {loaded.holes:,} holes"
        )
        if loaded.without:
            self.stdout.write(
                f"{loaded.without:,} have no outline in this file: there, pins prove what they did before"
            )


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
