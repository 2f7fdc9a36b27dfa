"""Consultations that ask statements or a questionnaire, as in the folders beside."""

from tests.consultations.participation.conftest import begin as begin_conversation
from tests.consultations.questionnaires.conftest import begin as begin_questionnaire

__all__ = ["begin_conversation", "begin_questionnaire"]
