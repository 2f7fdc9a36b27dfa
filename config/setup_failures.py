"""Why a step of set-up failed, in one plain sentence that says what to do."""

import re
from pathlib import Path

LINES_SHOWN = 15

KNOWN = [
    (
        r"No space left on device|ENOSPC|Disk quota exceeded|EDQUOT",
        "The disk is full: free some space and try again.",
        "พื้นที่ดิสก์เต็ม",
    ),
    (
        r"name resolution|resolve host|dns error|EAI_AGAIN|ENOTFOUND|ENETUNREACH|ECONNREFUSED|ETIMEDOUT"
        r"|Network is unreachable|NewConnectionError|error sending request|Connection refused|ConnectTimeout",
        "The package registries cannot be reached: check the network (or the proxy) and try again.",
        "เชื่อมต่ออินเทอร์เน็ตไม่ได้",
    ),
    (
        r"THESE PACKAGES DO NOT MATCH THE HASHES|Hash mismatch|EINTEGRITY",
        "A downloaded package is not the one this project was checked with: try again, and if it happens again, do not go on.",
        "ไฟล์ที่ดาวน์โหลดไม่ตรงกับที่ตรวจสอบไว้",
    ),
    (
        r"ensurepip is not available|No module named ensurepip",
        "Python cannot make virtual environments here. Run: apt install python3-venv",
        "ต้องติดตั้งก่อน: apt install python3-venv",
    ),
]


class Unfinished(RuntimeError):
    """Set-up could not be finished. The message is for the person at the console, in English and Thai.

    is_final: another way of doing the same step would fail for the same reason.
    """

    def __init__(self, english: str, thai: str = "", *, is_final: bool = True) -> None:
        super().__init__(f"{english}\n({thai})" if thai else english)
        self.is_final = is_final


def explain(step: str, printed: str, log: Path) -> Unfinished:
    """The reason for a failed step, from what it printed; what is not known is shown as it was printed."""
    for pattern, english, thai in KNOWN:
        if re.search(pattern, printed, re.IGNORECASE):
            return Unfinished(english, thai)
    end = "\n".join(printed.strip().splitlines()[-LINES_SHOWN:])
    return Unfinished(
        f"{end}\n\n“{step}” failed; its last lines are above, all of them in {log}.",
        "ขั้นตอนนี้ไม่สำเร็จ ดูข้อความด้านบน",
        is_final=False,
    )
