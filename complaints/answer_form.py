"""What every form with words to the complainant has."""

from __future__ import annotations

from typing import Any

from complaints.act_form import ActForm
from complaints.kinds import templates_for


class AnswerForm(ActForm):
    """Words to the complainant, which may begin with a text that staff keep for it (ReplyTemplate)."""

    use = ""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.templates = templates_for(self.use, self.case.kind)

    def begun_with(self, number: str) -> str:
        """What was typed so far and, under it, the template with this number in the list."""
        typed = str(self["text"].value() or "").rstrip()
        chosen = next((row.text for row in self.templates if str(row.pk) == number), "")
        return "\n\n".join(words for words in (typed, chosen) if words)
