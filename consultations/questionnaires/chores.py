"""What the worker does for questionnaires."""

from consultations.pacing import LOOK_S, Paced
from consultations.questionnaires.counting import AT_ONCE, add_up
from consultations.questionnaires.filling import wipe_drafts
from consultations.questionnaires.models.told import Change
from records.chores import Chore

count_sheets = Chore("count_sheets", Paced(add_up, AT_ONCE, Change), every_s=LOOK_S)
wipe_unsent_sheets = Chore("wipe_unsent_sheets", wipe_drafts, every_s=60, can_wait=True)
