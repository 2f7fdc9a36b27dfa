"""The tables of the directory, one file a subject."""

from directory.models.agencies import Agency, AgencyKind, ServiceArea, Unit
from directory.models.areas import Area, AreaLevel
from directory.models.identity_checks import IdentityCheck, IdentityCode
from directory.models.installation import Installation
from directory.models.invitations import StaffInvitation
from directory.models.leave import Leave
from directory.models.letter_addresses import LetterAddress, reached_by_letter
from directory.models.letterheads import Letterhead
from directory.models.loading import LoadedRow
from directory.models.office_calendar import Holiday, HolidayKind, OfficeHours, Weekday
from directory.models.people import Membership, Role, User
from directory.models.register_files import RegisterFile
from directory.models.shapes import AreaRing, AreaShape, ShapeFile
from directory.models.topics import AliasScheme, Topic, TopicAlias, Urgency, VisibilityFloor

__all__ = [
    "Agency",
    "AgencyKind",
    "AliasScheme",
    "Area",
    "AreaLevel",
    "AreaRing",
    "AreaShape",
    "Holiday",
    "HolidayKind",
    "IdentityCheck",
    "IdentityCode",
    "Installation",
    "Leave",
    "LetterAddress",
    "Letterhead",
    "LoadedRow",
    "Membership",
    "OfficeHours",
    "RegisterFile",
    "Role",
    "ServiceArea",
    "ShapeFile",
    "StaffInvitation",
    "Topic",
    "TopicAlias",
    "Unit",
    "Urgency",
    "User",
    "VisibilityFloor",
    "Weekday",
    "reached_by_letter",
]
