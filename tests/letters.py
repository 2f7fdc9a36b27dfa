"""How long texts are: one table for the server (tests/complaints/test_intake.py) and the browser (tests/frontend/test_modules.py)."""

LETTERS = [
    ("ไฟดับ", 5),
    ("น้ำไม่ไหล", 9),
    ("น\u0e4d\u0e32", 3),  # two signs typed for the one of น้ำ stay two: NFC does not join them
    ("မီးပျက်", 7),
    ("路灯坏了", 4),
    ("ไฟดับ😡", 6),  # two units of UTF-16
    ("👨\u200d👩\u200d👧", 3),  # one picture of three people, and what joins them
    ("🇹🇭", 2),
    ("e\u0301cole", 5),  # an accent typed apart
    ("บ้าน\u200bเลขที่", 10),  # a zero-width space, as some phones put between Thai words
    ("แถวหนึ่ง\nแถวสอง", 15),  # the browser sends a line break as two characters
    ("\n\n  ไฟดับ \n", 5),
    ("\u3000ไฟดับ\u00a0", 5),
    ("ไฟ\n\n\nดับ", 8),
]
