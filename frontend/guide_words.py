"""What the guides explain: each state and outcome, good complaints, and whom to call.

Names and looks of the states are not here: the pages draw the same chips as a case does (frontend/wording.py).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Meaning:
    """What a word on a case means, and what the person can do then."""

    name: str
    means: Promise
    can_do: Promise | str = ""


STATES = (
    Meaning("received", _("It has reached us and has a number. We are looking for the agency"), _("Keep the number")),
    Meaning(
        "triage",
        _("The words alone did not tell us whose duty it is. People read it and choose the agency"),
        _(
            "Nothing. If the topic or the place is wrong, press “Put the place or the topic right” on the page of your case"
        ),
    ),
    Meaning(
        "routed", _("The agency has it and has to say whether it takes it"), _("Nothing. Its date stands on the case")
    ),
    Meaning("in_progress", _("The agency has taken it and works on it until the date on the case")),
    Meaning(
        "awaiting_complainant",
        _("The agency asks you something. Its clock stands still until you answer"),
        _("Open the case and answer by the date on it"),
    ),
    Meaning(
        "resolution_proposed",
        _("The agency says it is done. That is its word, not yet yours"),
        _("Look, then say “yes, it is done” or “not yet”. No answer by the date counts as yes"),
    ),
    Meaning("closed", _("It has ended. Beside it stands what became of it, and whether you confirmed it")),
    Meaning("reopened", _("You said that it is not done. The agency has to go on")),
    Meaning("appealed", _("The agency above looks at the answer once more")),
    Meaning("withdrawn", _("The person who filed took it back. Its history stays")),
    Meaning(
        "rejected",
        _("It could not be taken. The reason stands on the case"),
        _("If you see it otherwise, appeal on its page"),
    ),
    Meaning("joined", _("Somebody told of the same matter before. Both go on as one; your number stays good")),
)
OUTCOMES = (
    Meaning("solved", _("The agency did what was needed")),
    Meaning("explained", _("The agency says why it is as it is, and that nothing is broken")),
    Meaning("refused", _("The agency may not or cannot do it, and says why")),
    Meaning("nothing_found", _("The agency went to look and did not find it")),
    Meaning("noted", _("The agency has it and keeps it in mind. It promises no more than that")),
)
STATES_OF_KINDS = (
    (
        "information_request",
        (
            Meaning("in_progress", _("The agency looks for what you asked, until the date on the case")),
            Meaning(
                "resolution_proposed",
                _("The answer is there"),
                _("Read it. If something is missing say what, and the agency answers again"),
            ),
        ),
    ),
    (
        "suggestion",
        (
            Meaning("in_progress", _("The agency weighs your suggestion, until the date on the case")),
            Meaning(
                "resolution_proposed",
                _("The agency has said what becomes of it: taken up, to be considered, or not, and why"),
                _("Read it. If they took it for something else, say what you meant"),
            ),
        ),
    ),
    (
        "tip_off",
        (
            Meaning("in_progress", _("The agency checks what you told. Nobody learns who told it")),
            Meaning(
                "resolution_proposed",
                _("The agency has said what it found, as far as it may"),
                _("Read it. If you know more, say it there"),
            ),
        ),
    ),
    (
        "praise",
        (
            Meaning("in_progress", _("The agency passes your praise on")),
            Meaning("closed", _("It has arrived. You need not confirm anything, and nobody is late with praise")),
        ),
    ),
)
"""Where a kind has words of its own: the kind, and what they mean."""


@dataclass(frozen=True)
class KindTold:
    """A kind of case: when to choose it, what it sounds like, and what follows."""

    name: str
    choose: Promise
    example: Promise
    follows: tuple[Promise, ...]


KINDS = (
    KindTold(
        "complaint",
        _("Something is broken, wrong, or was done badly, and somebody should put it right"),
        _("The street light in front of the school has been out for a week"),
        (
            _("The agency takes it, does the work and reports what was done, with a picture where it can be seen"),
            _("You look, and say whether it is really done. If not, it opens again"),
        ),
    ),
    KindTold(
        "information_request",
        _("You want to know something: a rule, a paper, a date, what becomes of a budget"),
        _("When does the swimming pool of the municipality open, and what does it cost?"),
        (
            _("The agency sends the answer, or says where it stands or why it may not tell"),
            _("You say whether that answers it. If something is missing, the agency answers again"),
        ),
    ),
    KindTold(
        "suggestion",
        _("Nothing is broken, but you know how it could be better"),
        _("The bus stop at the school should have a bench for old people"),
        (
            _("The agency says one of three things: taken up, to be considered, or not taken up and why"),
            _("You read it. If they took it for something else, say what you meant"),
        ),
    ),
    KindTold(
        "praise",
        _("Somebody did their work well, and you want them and their superiors to know"),
        _("The nurse at the night desk looked after my mother so kindly. Thank you"),
        (
            _("The agency passes it on to those you mean and says thank you. With that it is closed"),
            _("You need do nothing. If nobody writes back in time it has arrived all the same, and closes by itself"),
        ),
    ),
    KindTold(
        "tip_off",
        _("You know of something that is hidden: bribes, gambling, dumped waste at night"),
        _("Every Friday night a lorry without a number dumps waste behind the temple"),
        (
            _("It is always kept in confidence, and may be told without a name. Only named officers read it"),
            _("The agency checks it and says what it found, as far as it may. You can add what you know at any time"),
        ),
    ),
)


@dataclass(frozen=True)
class Example:
    """The same matter told badly and well. helps: what the agency can do because of it."""

    kind: Promise
    icon: str
    before: Promise
    after: Promise
    helps: tuple[Promise, ...]
    in_confidence: bool = False


EXAMPLES = (
    Example(
        _("A road"),
        "route",
        _("The road is terrible. When will anybody repair it?"),
        _(
            "A hole as wide as a tyre and a hand deep, in front of Ban Non Muang school, left lane towards the market. "
            "Two motorcycles fell there this week. Photo taken this morning"
        ),
        (
            _("how big it is, so the right team comes"),
            _("the lane and a landmark, so they find it"),
            _("why it is urgent"),
        ),
    ),
    Example(
        _("A street light"),
        "bolt",
        _("It is dark. Please help"),
        _(
            "Three street lights in a row out since Monday, in Soi 4 beside the temple. "
            "The number on the first pole is 21/7. Pupils walk there at six in the evening"
        ),
        (_("how many and since when"), _("the number on the pole says whose it is"), _("who is in danger, and when")),
    ),
    Example(
        _("Wages"),
        "building",
        _("My boss cheats me"),
        _(
            "I worked at a food factory in Bang Phli from 1 to 31 October. The pay of 12,400 baht was due on "
            "5 November and has not come. I asked twice, the last time on 12 November. I have the work record and our messages"
        ),
        (_("where, from when to when, and how much"), _("that you asked already"), _("what can be shown later")),
    ),
    Example(
        _("Bribes, told in confidence"),
        "lock",
        _("The officers here are all corrupt"),
        _(
            "On 3 November at about ten o'clock, at the permit counter, I was asked for 2,000 baht without a receipt "
            "before my paper would be signed. Two others in the queue heard it. I paid nothing"
        ),
        (
            _("day, time and counter: that is enough to begin with"),
            _("what you saw yourself, apart from what you only heard"),
            _("nothing that shows it was you: choose “Confidential” or “Do not say who I am” before you send"),
        ),
        in_confidence=True,
    ),
)


@dataclass(frozen=True)
class Call:
    """A number, when to call it and what to say or do."""

    number: str
    name: Promise
    when: Promise
    do: Promise | str = ""


FIRST = (
    Call(
        "191",
        _("Police, danger to life"),
        _("Somebody is attacked, threatened or robbed, or you are not safe"),
        _("Get to where there are people. Say where you are first, then what happens"),
    ),
    Call(
        "1669",
        _("Ambulance"),
        _("Somebody is unconscious, cannot breathe, bleeds heavily or was in an accident"),
        _(
            "Say the place, how many are hurt, and whether they wake and breathe. Stay on the line; they tell you what to do"
        ),
    ),
    Call(
        "199",
        _("Fire and rescue"),
        _("Fire, leaking gas, somebody trapped, a snake in the house"),
        _("Go out first and take everybody along. With gas, touch no switch and light nothing"),
    ),
    Call(
        "1323",
        _("Mental health, day and night"),
        _("You do not want to go on, or worry about somebody who says so"),
        _("You need not know what to say. Somebody listens. Do not leave a person in danger alone"),
    ),
    Call(
        "1300",
        _("Social help"),
        _("Violence at home, children or old people in need"),
        _("You need not give a name. They find a safe place. If you are being hurt now, call 191 first"),
    ),
)
MORE = (
    Call("1784", _("Disasters"), _("Flood, storm, landslide")),
    Call("1155", _("Tourist police"), _("In English and other languages")),
)
