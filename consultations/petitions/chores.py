"""What the worker does for petitions."""

from consultations.pacing import LOOK_S, Paced
from consultations.petitions import counting, lateness, telling
from consultations.petitions.models.signatures import SignatureStep
from records.chores import Chore

count_signatures = Chore("count_signatures", Paced(counting.add_up, counting.AT_ONCE, SignatureStep), every_s=LOOK_S)
close_petitions = Chore("close_petitions", counting.close_petitions, every_s=1)
escalate_petitions = Chore("escalate_petitions", lateness.escalate_late_petitions, every_s=60)
tell_signers = Chore(telling.TELL, telling.tell_one, every_s=15)
