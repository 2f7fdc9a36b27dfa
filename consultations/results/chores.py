"""What the worker does once a consultation has closed."""

from consultations.results import bundling, drawing, lateness, making, telling
from consultations.results.settling import TELL
from records.chores import Chore

make_duties = Chore("make_duties", making.make_duties, every_s=15)
escalate_duties = Chore("escalate_duties", lateness.escalate_late_duties, every_s=60)
tell_people = Chore(TELL, telling.tell_one, every_s=15)
draw_reports = Chore(drawing.DRAW, drawing.draw_waiting, every_s=15)
bundle_reports = Chore(bundling.BUNDLE, bundling.bundle_waiting, every_s=30, takes_long=True)
