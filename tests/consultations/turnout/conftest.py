"""Consultations that ask statements, a questionnaire or for comments, as in the folders beside."""

from tests.consultations.comments.conftest import begin as begin_commenting
from tests.consultations.participation.conftest import begin as begin_conversation
from tests.consultations.questionnaires.conftest import begin as begin_questionnaire

__all__ = ["begin_commenting", "begin_conversation", "begin_questionnaire"]
