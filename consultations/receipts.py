"""Numbers of receipts."""

from __future__ import annotations

import secrets

from complaints.references import ALPHABET


def receipt_number() -> str:
    """Drawn at random, such as `7K3M-9QXT`: nothing is learnt from the next one."""
    return "-".join("".join(secrets.choice(ALPHABET) for _letter in range(4)) for _part in range(2))
