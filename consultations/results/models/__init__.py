"""What comes of a consultation: themes that an agency has to answer, the report, and who was told of both."""

from consultations.results.models.duties import Duty, DutyOutcome, DutyQuerySet, DutyRule, DutyVoice, DutyWatch
from consultations.results.models.reports import PdfState, Report, ReportVersion
from consultations.results.models.telling import Telling

__all__ = [
    "Duty",
    "DutyOutcome",
    "DutyQuerySet",
    "DutyRule",
    "DutyVoice",
    "DutyWatch",
    "PdfState",
    "Report",
    "ReportVersion",
    "Telling",
]
