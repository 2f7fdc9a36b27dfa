"""What every form with words to the complainant has."""

from __future__ import annotations

from typing import Any

from complaints.act_form import ActForm
from complaints.earlier import earlier_answers
from complaints.reply_templates import begin_with, templates_for
from directory.models import User


class AnswerForm(ActForm):
    """Words to the complainant, which may begin with a text that staff keep for it (ReplyTemplate)."""

    use = ""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.templates = templates_for(self.use, self.assignment) if self.assignment else []

    def begun_with(self, number: str, *, by: User) -> str:
        """What was typed so far and, under it, the template with this number in the list."""
        typed = str(self["text"].value() or "").rstrip()
        chosen = next((row for row in self.templates if str(row.pk) == number), None)
        begun = begin_with(chosen, self.assignment, by) if chosen and self.assignment else ""
        return "\n\n".join(words for words in (typed, begun) if words)

    def begun_again(self, reference: str, *, by: User) -> str:
        """What was typed so far and, under it, the earlier answer of that case, where it is among those shown."""
        typed = str(self["text"].value() or "").rstrip()
        earlier = earlier_answers(self.assignment, by) if self.assignment else []
        again = next((each.answer for each in earlier if each.reference == reference), "")
        return "\n\n".join(words for words in (typed, again) if words)
