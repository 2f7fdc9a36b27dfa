"""What the worker counts of comments."""

from consultations.comments.counting import AT_ONCE, add_up
from consultations.comments.models.counted import Change
from consultations.pacing import LOOK_S, Paced
from records.chores import Chore

count_comments = Chore("count_comments", Paced(add_up, AT_ONCE, Change), every_s=LOOK_S)
