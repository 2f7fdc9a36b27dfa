"""Complaint: what one person told us. Case: what the state works on. Assignment: one agency's part of a case.

Each table stands in the module of its subject; all are found here.
"""

from complaints.appeal_tables import Appeal
from complaints.approval_tables import Approval, ApprovalRule
from complaints.assignment_tables import Assignment
from complaints.assisted_tables import AssistedFiling
from complaints.audit_tables import Audit, AuditDraw, AuditRule, AuditScore
from complaints.case_file_tables import CaseFilePdf
from complaints.case_tables import Case
from complaints.closing_tables import AfterPhoto, Closing
from complaints.co_sign_tables import CoSigning, Invitation
from complaints.complaint_tables import Complainant, Complaint, Draft
from complaints.delay_tables import Delay, DelayReason
from complaints.digest_tables import MorningMail
from complaints.escalation_tables import Escalation, EscalationRule, LateClock
from complaints.incident_tables import Incident
from complaints.index_tables import CaseToRecut, NameInWords
from complaints.kind_tables import OutcomeOfKind, ReplyTemplate, ServiceLevel
from complaints.letter_tables import Letter, LetterCount
from complaints.mention_tables import Mention
from complaints.presence_tables import Presence
from complaints.public_tables import MeToo, PublicSquare
from complaints.referral_tables import Referral
from complaints.rights_tables import Consent, Objection
from complaints.saved_view_tables import SavedView
from complaints.split_tables import Split
from complaints.survey_tables import SurveyAnswer, SurveyScore
from complaints.timeline_tables import CaseEvent, CaseFile, CorrectionWish
from complaints.topic_tables import SparedFilings, StopperText, TopicQuestion
from complaints.translation_tables import Translation

__all__ = [
    "AfterPhoto",
    "Appeal",
    "Approval",
    "ApprovalRule",
    "Assignment",
    "AssistedFiling",
    "Audit",
    "AuditDraw",
    "AuditRule",
    "AuditScore",
    "Case",
    "CaseEvent",
    "CaseFile",
    "CaseFilePdf",
    "CaseToRecut",
    "Closing",
    "CoSigning",
    "Complainant",
    "Complaint",
    "Consent",
    "CorrectionWish",
    "Delay",
    "DelayReason",
    "Draft",
    "Escalation",
    "EscalationRule",
    "Incident",
    "Invitation",
    "LateClock",
    "Letter",
    "LetterCount",
    "MeToo",
    "Mention",
    "MorningMail",
    "NameInWords",
    "Objection",
    "OutcomeOfKind",
    "Presence",
    "PublicSquare",
    "Referral",
    "ReplyTemplate",
    "SavedView",
    "ServiceLevel",
    "SparedFilings",
    "Split",
    "StopperText",
    "SurveyAnswer",
    "SurveyScore",
    "TopicQuestion",
    "Translation",
]
