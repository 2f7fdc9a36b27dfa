"""What the worker does for conversations."""

from consultations.pacing import LOOK_S, Paced
from consultations.participation.counting import AT_ONCE, add_up
from consultations.participation.grouping import find_groups
from consultations.participation.models import Change
from records.chores import Chore

count_votes = Chore("count_votes", Paced(add_up, AT_ONCE, Change), every_s=LOOK_S)
group_opinions = Chore("group_opinions", find_groups, every_s=5, takes_long=True)
