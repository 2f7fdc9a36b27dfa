"""Finding people's names in Burmese, Lao, Khmer and Chinese letters, none of which has capitals or spaces between words.

As in Thai, evidence is what stands before (a title, "my name is") or behind (先生); where a title is an everyday word as well,
the name has to begin with a known part of names. Not every name is found: an officer reads what goes out.
Linear: every pattern is bounded, and a run of letters is read once from its start.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from complaints.name_words import (
    BURMESE,
    BURMESE_ALONE,
    CHINESE_PAIRS_OF_WORDS,
    CHINESE_SURNAMES,
    KAREN,
    KHMER_PARTS,
    LAO_STARTS,
)


def find_foreign_names(text: str) -> Iterator[tuple[int, int]]:
    """Where people are named in the text: start and end offsets (end excluded), in no order; they may overlap."""
    yield from _burmese(text)
    yield from _lao(text)
    yield from _khmer(text)
    yield from _chinese(text)


def _any_of(words: Iterable[str]) -> str:
    """The longest first, so that no word hides behind a shorter one that begins it."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


# -- Burmese ---------------------------------------------------------------------------------------------------------

_MY = "\u1000-\u1049\u104c-\u109f"
_MY_ENDS = "(?![\u102b-\u103e]|[\u1000-\u1021]\u1037?\u103a|\u1039)"
"""Here a Burmese syllable is over: no vowel, tone or silent consonant of it follows."""
_MY_PART = re.compile(f"(?:{_any_of(BURMESE)}){_MY_ENDS}")
_MY_ALONE = re.compile(f"(?:{_any_of(BURMESE_ALONE)}){_MY_ENDS}")
_MY_START = (
    f"(?:(?<![{_MY}])|(?<=ရဲ့)|(?<=နဲ့)|(?<=နှင့်)|(?<=သူဌေး)|(?<=ရှင်)|(?<=ဟာ)|(?<=တဲ့)|(?<=သော)|(?<=မန်နေဂျာ)|(?<=ယောက်ျား)|(?<=မိန်းမ)|(?<=သား)|(?<=သမီး)"
    "|(?<=သူငယ်ချင်း)|(?<=ရဲအရာရှိ)|(?<=အရာရှိ)|(?<=ဆရာမ)|(?<=ဆရာ)|(?<=ဆရာဝန်))"
)
_MY_SURE = re.compile(
    f"{_MY_START}(?:ဦးလေး|ဦး|ဒေါ်|အဒေါ်|ဒေါ်လေး|စောဝ်|စော(?!စော)|နော်|စိုင်း|နန်း|နန်|ခွန်|မောင်|ဆလိုင်း|ဒေါက်တာ|ဗိုလ်ကြီး|ဗိုလ်|ရဲအုပ်|ဆရာဝန်|ဆရာမ|ဆရာ|မန်နေဂျာ|သူဌေး){_MY_ENDS} ?"
)
_MY_DOUBTFUL = re.compile(f"{_MY_START}(ကို|မ){_MY_ENDS} ?")
"""မ is "not" as well, and ကို what is done to something: behind a space they are a brother and a sister."""
_MY_GLUED = re.compile(f"(?<!တစ်)(?<!နှစ်)(?<!သုံး)(?<!လေး)(?:ဦး(?!ဦး)|ဒေါ်|မောင်){_MY_ENDS}")
_MY_NAME = re.compile(
    "(?:နာမည်|အမည်|နာမယ်)(?:ရင်း|အပြည့်အစုံ)?(မှာ|ကတော့|က|ဟာ|သည်)?(?:[ :=–-]{0,3})(?:ကို|မ|ဦး|ဒေါ်)?(?=[\u1000-\u102a])"
)
_MY_I_AM = re.compile(
    f"(?:ကျွန်တော်|ကျွန်တော့်|ကျနော်|ကျွန်မ|ကျမ|ကျွန်ုပ်)(?:ကတော့|က)?{_MY_ENDS} ?(?:(?:မ|ကို|ဦး|ဒေါ်){_MY_ENDS} ?)?(?={_MY_PART.pattern})"
)
_MY_SO_I_AM = re.compile(f" ?(?:ပါ(?:ခင်ဗျာ?|ရှင့်?)?(?![{_MY}])|ဖြစ်|လို့ ?ခေါ်|ခေါ်)")
"""With which "I am ..." ends: behind a word of work or people as behind a name."""
_MY_KAREN = re.compile(
    f"{_MY_START}(?:စော(?!စော)|နော်){_MY_ENDS} ?((?:(?:{_any_of(KAREN | BURMESE)}){_MY_ENDS} ?){{1,5}})"
)
_MY_NO_NAME = re.compile(
    "ပေး|မ?သိ|မ?ပါ|စာရင်း|ကို|ရှိ|တူ|မှား|မရှိ|မထည့်|ထည့်|ဖျက်|ကောင်း|ပျက်|နဲ့|နှင့်|တွေ|များ|ဖော်|လိမ်|ဆိုး|ကြီး|ခံ|တပ်|မ?ဖော်|က |ရေး|မ?ရေး|လျှို့|ပြောင်း|တစ်|တောင်း|တင်ပေး|တင်ထား|ဝှက်|မပြော"
)
_MY_GOES_ON = re.compile(
    "ကို(?!ကို)|က(?![\u102b-\u103e\u1000-\u1021]\u103a?)|ဆို|လို့|ရဲ့|သည်|နဲ့|နှင့်|ပါ|ဖြစ်|မှ|ဟာ|တို့|၏|အသက်|နေ|ဖုန်း|ပြော|ရိုက်|အား|တွင်|ထံ|ဆီ|လာ|လုပ်|ခေါ်|ကတော့|များ|အလုပ်|တယ်|ရဲ့|ထိုင်း|ဘဲ|ပဲ|မှာ|ရှိ|နှစ်|တစ်|လည်း|ကားမောင်း"
)
_MY_NEGATED = re.compile("(?:လုံး|လောက်)?(?:ဘူး|ပါဘူး|ပါ|တဲ့|သေး|တော့|ဘဲ|သော|ရ|ချင်|စေ|အောင်|ကြ|ရင်|မီ|ခင်|သူ|လို့|ပဲ|ခဲ့|ဖြစ်|နိုင်|တာ|သည့်|သည်)")
_MY_REST = re.compile(f"[{_MY}]{{1,14}}")
_MY_RUN = re.compile(f"[{_MY}]{{1,24}}")


def _burmese(text: str) -> Iterator[tuple[int, int]]:
    for match in _MY_SURE.finditer(text):
        yield from _burmese_name(text, match.end(), least=1)
    for match in _MY_GLUED.finditer(text):
        yield from _burmese_name(text, match.end(), least=2)
    for match in _MY_DOUBTFUL.finditer(text):
        end, parts = _known_burmese(text, match.end())
        is_negated = match[1] == "မ" and _MY_NEGATED.match(text, end)
        if not is_negated and (parts >= 2 or _MY_ALONE.match(text, match.end()) or (parts and match[1] == "ကို")):
            yield from _burmese_name(text, match.end(), least=1)
    for match in _MY_NAME.finditer(text):
        yield from _said_in_burmese(text, match)
    for match in _MY_I_AM.finditer(text):
        end, parts = _known_burmese(text, match.end())
        if (parts >= 2 or _MY_ALONE.match(text, match.end())) and _MY_SO_I_AM.match(text, end):
            yield match.end(), end
    for match in _MY_KAREN.finditer(text):
        end = match.start(1) + len(match[1].rstrip())
        rest = _MY_REST.match(text, end)
        if rest is None or _MY_GOES_ON.match(rest[0]):
            yield match.start(1), end


def _said_in_burmese(text: str, match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The name behind "my name is". With nothing but a space between, it has to begin with known parts."""
    at = match.end()
    end, parts = _known_burmese(text, at)
    letters = _MY_RUN.match(text, end)
    is_sure = (
        parts >= 2 or bool(match[1]) or bool(_MY_ALONE.match(text, at)) or any(sign in match[0] for sign in ":=–-")
    )
    if _MY_NO_NAME.match(text, at) or not is_sure:
        return
    if letters and not _MY_GOES_ON.match(letters[0]):
        goes_on = _MY_GOES_ON.search(letters[0], 2)
        end = letters.start() + (goes_on.start() if goes_on else len(letters[0]))
    if end > at:
        yield at, end


def _known_burmese(text: str, at: int) -> tuple[int, int]:
    """Where known parts of names that follow one another from here end, and how many they are."""
    end, parts = at, 0
    while parts < 8 and (part := _MY_PART.match(text, at)):
        if part[0] == "ကို" and not _MY_PART.match(text, part.end()):
            break  # what is done to them
        end, parts = part.end(), parts + 1
        at = end + 1 if parts < 3 and text[end : end + 1] == " " else end
    return end, parts


def _burmese_name(text: str, at: int, *, least: int) -> Iterator[tuple[int, int]]:
    end, parts = _known_burmese(text, at)
    rest = _MY_REST.match(text, end)
    goes_on = _MY_GOES_ON.search(rest[0]) if rest else None
    unknown = (goes_on.start() if goes_on else len(rest[0])) if rest else 0
    if parts >= max(least, 2) or (parts >= least and (unknown == 0 or (goes_on and unknown <= 8))):
        yield at, end + (unknown if parts < 2 or unknown <= 5 else 0)


# -- Lao -------------------------------------------------------------------------------------------------------------

_LO = "\u0e81-\u0ec6\u0ec8-\u0ecd\u0edc-\u0edf"
_LO_MARKS = "\u0eb0-\u0ebd\u0ec8-\u0ecd"
_LO_RUN = re.compile(f"[{_LO}]{{2,30}}")
_LO_START = (
    f"(?:(?<![{_LO}])|(?<=ຊື່)|(?<=ກັບ)|(?<=ຂອງ)|(?<=ໃຫ້)|(?<=ແລະ)|(?<=ໂດຍ)|(?<=ແມ່ນ)|(?<=ພົບ)|(?<=ເຫັນ)|(?<=ຫາ)|(?<=ເຮືອນ)|(?<=ຖືກ)|(?<=ຟ້ອງ)|(?<=ຄື)|(?<=ໂທຫາ)|(?<=ຈາກ)"
    "|(?<=ນາຍຈ້າງ)|(?<=ຕຳຫຼວດ)|(?<=ເຈົ້າຂອງ)|(?<=ຜົວ)|(?<=ເມຍ))"
)
_LO_SURE = re.compile(
    f"(?:ນາງສາວ|{_LO_START}(?:ທ້າວ|ທ່ານນາງ|ນາງ|ນາຍ|ທ\\.|ນ\\.))"
    f"\\s{{0,2}}(?!ຈ້າງ|ບ້ານ|ຄູ|ພາສາ|ໜ້າ|ຫນ້າ|ຊ່າງ|ທຶນ|ທະຫານ|ຕຳ|ໝໍ|ຮ້ອຍ|ພົນ|ອຳເພີ|ພະຍາບານ|ແບບ|ເອກ|ນວດ|ລາວ|ໄທ|ທະບຽນ|ເງືອກ|ສີດາ|ຟ້າ|ງາມ|ທີ່|ແພດ|ບຳເລີ|[{_LO_MARKS}])(?=[{_LO}])"
)
_LO_DOUBTFUL = re.compile(
    f"{_LO_START}(?:ທ່ານ|ອ້າຍ|ເອື້ອຍ|ປ້າ|ລຸງ|ນ້ອງ|ນ້າ|ອາວ|ພໍ່|ແມ່|ອາຈານ|ຄູ|ທ່ານໝໍ|ໝໍ|ນາຍບ້ານ|ນາຍຈ້າງ|ຫົວໜ້າ|ເຖົ້າແກ່|ຮ້ອຍໂທ|ຮ້ອຍເອກ)"
    f"\\s{{0,2}}(?=(?:{_any_of(LAO_STARTS)})(?!ບາຍ|ແຍກ))"
)
_LO_MY_NAME = re.compile(
    "(?:ຂ້ອຍ|ຂ້າພະເຈົ້າ|ຂ້ານ້ອຍ|ຜູ້ຮ້ອງ|ເຈົ້າຂອງ|ຜູ້ຊາຍ|ຜູ້ຍິງ|ຜົວ|ເມຍ|ລູກ|ນາຍຈ້າງ|ໝູ່|ຄົນ|ລາວ|ຜູ້|ຕຳຫຼວດ|ຫົວໜ້າ|ຄູ|ລູກສາວ|ລູກຊາຍ)(?:ມີ)?"
    f"ຊື່(?:ຫຼິ້ນ|ແທ້)?(?:ວ່າ)?\\s{{0,2}}(?:ນາງສາວ|ທ້າວ|ນາງ|ນາຍ)?(?!ສັດ|ສຽງ|ຫຍັງ|ສະເພາະ)(?=[{_LO}])"
)
_LO_NAMED = re.compile(
    f"(?<!ລາຍ)(?<!ລົງ)(?<!ຮ້ານ)(?<!ບ້ານ)(?<!ມີ)ຊື່(?:ແລະນາມສະກຸນ|ວ່າ)?\\s{{0,2}}[:=]?\\s{{0,2}}(?=(?:{_any_of(LAO_STARTS)}))(?!ສັດ|ສຽງ)"
)
_LO_LABEL = re.compile(f"ຊື່(?:ແລະນາມສະກຸນ)?\\s{{0,2}}[:=]\\s{{0,2}}(?=[{_LO}])")
_LO_PLACE = re.compile("ຮ້ານ|ບ້ານ|ຖະໜົນ|ໂຮງຮຽນ|ບໍລິສັດ|ວັດ|ຕະຫຼາດ|ໂຮງແຮມ|ສະຖານທີ່|ໂຮງງານ|ເກາະ")
_LO_GOES_ON = re.compile(
    "ແລະ|ກັບ|ຢູ່|ເປັນ|ທີ່|ໄດ້|ບໍ່|ມາ(?!ລ|ນ)|ເຫັນ|ໄປ|ໃຫ້|ເຊິ່ງ|ຊຶ່ງ|ຈະ|ມີ(?=[ກ-ໝ])|ອາຍຸ|ໂທ|ເບີ|ຄັບ|ຄ່ະ|ເດີ້|ຈາກ|ບ້ານ|ຂອງ|ແມ່ນ|ຂັບ|ຕີ|ເອົາ|ກໍ|ຄື|ເຮັດ|ຖືກ|ບອກ|ວ່າ|ນາມສະກຸນ|ຂໍ|ຍັງ(?=[ກ-ໝ])|ຊ່ວຍ|ດ້ວຍ|ນີ້|ຄົນ|ແລ້ວ|ເຈົ້າ"
    "|ຮ້ານ|ໂກງ|ດ່າ|ຂູ່|ຕັ້ງ|ເຄີຍ|ປ່ອຍ|ຈອດ|ພາ|ຈ່າຍ|ມັກ|ທຸກ|ກຳລັງ|ຫຼື|ລັກ|ໃນ|ຈັບ|ພວກ|ເຂົ້າ|ໜີ|ຕອນ|ຕາຍ|ເຈັບ|ອອກ|ຢາກ|ຕ້ອງ|ຊາວ|ໂດຍ|ຖາມ|ເວົ້າ|ຮຽກ|ບັງຄັບ"
)
_LO_NEXT = re.compile(f"[ \u00a0]{{1,2}}([{_LO}]{{3,20}})")


def _lao(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_LO_SURE, _LO_MY_NAME, _LO_LABEL):
        for match in pattern.finditer(text):
            yield from _run_as_name(text, match.end(), _LO_RUN, _LO_GOES_ON, _LO_NEXT)
    for match in _LO_DOUBTFUL.finditer(text):
        yield from _run_as_name(text, match.end(), _LO_RUN, _LO_GOES_ON)
    for match in _LO_NAMED.finditer(text):
        if not _LO_PLACE.search(text, max(0, match.start() - 14), match.start()):
            yield from _run_as_name(text, match.end(), _LO_RUN, _LO_GOES_ON, _LO_NEXT)


def _run_as_name(
    text: str, at: int, runs: re.Pattern[str], goes_on: re.Pattern[str], following: re.Pattern[str] | None = None
) -> Iterator[tuple[int, int]]:
    """The run of letters here until the sentence goes on, and the family name behind it (following), where people who are called so say it."""
    run = runs.match(text, at)
    if not run or goes_on.match(run[0]):
        return
    end = at + _letters_until(run[0], goes_on)
    family = following.match(text, end) if following and end == run.end() else None
    if family and not goes_on.match(family[1]):
        end = family.start(1) + _letters_until(family[1], goes_on)
    yield at, end


def _letters_until(run: str, goes_on: re.Pattern[str]) -> int:
    found = goes_on.search(run, 2)
    return found.start() if found else len(run)


# -- Khmer -----------------------------------------------------------------------------------------------------------

_KM = "\u1780-\u17d3\u17d7"
_KM_ENDS = "(?![\u17b6-\u17d3])"
_KM_RUN = re.compile(f"[{_KM}]{{2,24}}")
_KM_NEXT = re.compile(f"[ \u200b]{{1,2}}([{_KM}]{{2,20}})")
_KM_PART = f"(?:{_any_of(KHMER_PARTS)}){_KM_ENDS}"
_KM_SURE = re.compile(
    "(?:(?<!ពិភព)(?<!ធម្ម)លោកស្រី|លោកជំទាវ|អ្នកស្រី|អ្នកគ្រូ|លោកគ្រូ|លោកតា|កញ្ញា|ឯកឧត្តម|(?<!ពិភព)(?<!ទ្វីប)(?<!លើ)លោក)"
    f"[ \u200b]{{0,2}}(?={_KM_PART}(?:[ \u200b]|[^{_KM}]|$|[{_KM}]{{2,20}}))"
)
_KM_SPACED = re.compile(
    f"(?:លោកស្រី|អ្នកស្រី|លោកគ្រូ|អ្នកគ្រូ|កញ្ញា|(?<!ពិភព)(?<!លើ)លោក)[ \u200b]{{1,2}}(?=[{_KM}]{{2,10}} [{_KM}]{{2,14}}(?:[^{_KM}]|$))"
)
"""Two short words, each by itself, behind a title: a family name and a given name."""
_KM_DOUBTFUL = re.compile(
    f"(?:(?<![{_KM}])|(?<=ឈ្មោះ)|(?<=និង)|(?<=ជាមួយ)|(?<=របស់)|(?<=ឲ្យ)|(?<=ហៅ))(?:បង|បងស្រី|បងប្រុស|ប្អូន|ពូ|មីង|អ៊ំ|តា|យាយ|មេភូមិ|ថៅកែ|ចៅហ្វាយ|ម្ចាស់ផ្ទះ|គ្រូ)"
    f"[ \u200b]{{0,2}}(?={_KM_PART})"
)
_KM_NAME = re.compile(
    "(?:(?:ខ្ញុំ|ថៅកែ|ម្នាក់|គាត់|ប្ដី|ប្តី|ប្រពន្ធ|កូន|បុរស|ស្ត្រី|នារី|ចៅហ្វាយ|មិត្ត|ប៉ូលិស|គ្រូ|ម្ចាស់ផ្ទះ|មេការ|ក្មេង|ប្អូន|បង)ឈ្មោះ(?:ពេញ|គឺ|ថា)?[ \u200b]{0,2}"
    f"|ឈ្មោះ(?:ពេញ)?[ \u200b]{{0,2}}[:៖][ \u200b]{{0,2}}|(?<!ហាង)(?<!ផ្លូវ)(?<!ភូមិ)(?<!ក្រុមហ៊ុន)(?<!សាលា)(?<!ចុះ)ឈ្មោះ[ \u200b]{{0,2}}(?={_KM_PART}))"
    "(?:លោកស្រី|លោក|អ្នកស្រី)?[ \u200b]{0,2}"
    f"(?!របស់|អ្វី|អី|ដូច|ខុស|ល្បី|ត្រូវ|មិន|ក្នុង|នេះ|នោះ|គេ|ខ្ញុំ|បាន|ទេ|ទី|និង|ដែល)(?=[{_KM}])"
)
_KM_GOES_ON = re.compile(
    "និង|ជា(?![\u17b6-\u17d3])|នៅ|បាន|មាន|ដែល|មិន|អាយុ|រស់|មក|ទៅ|ត្រូវ|ធ្វើ|ទូរស័ព្ទ|លេខ|របស់|ដោយ|គឺ|វាយ|យក|ចង់|កំពុង|ពី(?![\u17b6-\u17d3])|ឲ្យ|ឱ្យ|ប្រាប់|គំរាម|បើក|ចត|ក៏|អាច|នេះ|សូម|ដើម្បី|ទេ(?!ព|វ)|សប្បាយ|ភាព|លួច|ជេរ|បោក|ជាមួយ|រាល់|រំលោភ|បង្ខំ|ស្នាក់|ឃើញ|ធ្លាប់|គ្រូ|ប្រធាន|អភិបាល"
)


def _khmer(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_KM_SURE, _KM_SPACED, _KM_NAME):
        for match in pattern.finditer(text):
            yield from _run_as_name(text, match.end(), _KM_RUN, _KM_GOES_ON, _KM_NEXT)
    for match in _KM_DOUBTFUL.finditer(text):
        yield from _run_as_name(text, match.end(), _KM_RUN, _KM_GOES_ON)


# -- Chinese ---------------------------------------------------------------------------------------------------------

_HAN = "\u3400-\u9fff"
_ZH_TITLES = re.compile(
    "先生|女士|小姐|老师|老師|老板|老闆|医生|醫生|警官|经理|經理|阿姨|叔叔|大哥|大姐|太太|师傅|師傅|主任|队长|隊長|校长|村长|护士|律师|律師|厨师|司机|伯伯|奶奶|爷爷|科长|局长|所长"
)
_ZH_NOT_GIVEN = frozenset(
    "的了在是有和我你您他她它们們这那哪不也都就很说要给跟被把让叫位个個名女男家房店请找问问对向从到与及或但而所该此每各本贵几两三一二四五六七八九十上下里外中新老旧"
)
_ZH_GOES_ON = frozenset(
    "打说罵骂不来去在是把给要收让欠对和跟也叫偷拿用开关将已没的了有住因被向经常总每从从想说今昨天年我你他她就都却还很非一曾威把扣拒"
)
_ZH_MY_NAME = re.compile(
    f'(?:我叫(?:做)?|名字(?:是|叫|叫做)|姓名(?:(?:是|为)|\\s{{0,2}}[:：])|(?<!取)(?<!改)名叫|名为|真名(?:是|叫))\\s{{0,2}}[:：]?\\s{{0,2}}[“"]?(?=[{_HAN}])'
)
_ZH_NOT_CALLED = re.compile(
    "了|他|她|它|不|人|车|警|救|外|出租|出来|过|保|客|大家|什么|什麼|啥|甚|谁|谁|在|错|被|和|一|的|得|房东|老板|邻居|公司|朋友|过来|来|着|喊|医"
)
_ZH_WHO = re.compile(
    f"(?:我是|我姓|姓|叫|房东|房東|老板|老闆|警察|警官|老师|医生|经理|邻居|鄰居|司机|同事|丈夫|妻子|老公|老婆|儿子|女儿|朋友|工头|工頭|村长|护士|校长|保安|中介|主管|厨师)(?=[{CHINESE_SURNAMES}])"
)
_ZH_RUN = re.compile(f"[{_HAN}·]{{1,8}}")


def _chinese(text: str) -> Iterator[tuple[int, int]]:
    for match in _ZH_TITLES.finditer(text):
        yield from _before_title(text, match.start())
    for match in _ZH_MY_NAME.finditer(text):
        run = _ZH_RUN.match(text, match.end())
        if run and not _ZH_NOT_CALLED.match(run[0]):
            yield match.end(), match.end() + _letters_of_chinese(run[0], most=6 if len(run[0]) < 7 else 3)
    for match in _ZH_WHO.finditer(text):
        yield from _behind_who(text, match)


def _before_title(text: str, at: int) -> Iterator[tuple[int, int]]:
    """王先生, 王小明先生: a surname, and at most two characters more."""
    for letters in (3, 2, 1):
        start = at - letters
        if start >= 0 and text[start] in CHINESE_SURNAMES and not _is_word(text, start):
            given = text[start + 1 : at]
            if all("\u3400" <= letter <= "\u9fff" and letter not in _ZH_NOT_GIVEN for letter in given):
                yield start, at
                return


def _is_word(text: str, at: int) -> bool:
    """Whether the surname here is but a character of an everyday word."""
    return text[max(0, at - 1) : at + 1] in CHINESE_PAIRS_OF_WORDS or text[at : at + 2] in CHINESE_PAIRS_OF_WORDS


def _letters_of_chinese(run: str, *, most: int) -> int:
    for number, letter in enumerate(run[:most]):
        if number and letter in _ZH_GOES_ON:
            return number
    return min(len(run), most)


def _behind_who(text: str, match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """房东李强, 我是王小明, 姓王的: a surname, and the one or two characters before the sentence goes on."""
    at = match.end()
    if _is_word(text, at):
        return
    run = _ZH_RUN.match(text, at)
    letters = _letters_of_chinese(run[0], most=3) if run else 0
    is_surname_only = match[0] in {"姓", "我姓"}
    if is_surname_only:
        if text[max(0, at - 3) : at - 1] != "老百" and text[max(0, at - 2) : at] != "百姓":
            yield at, at + 1
    elif letters >= 2:
        is_whole = run is not None and (len(run[0]) == letters or run[0][letters] in _ZH_GOES_ON)
        if is_whole or match[0] not in {"我是", "叫"}:
            yield at, at + letters
