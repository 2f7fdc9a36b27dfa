"""In which language a text is written, told from its script and, in Latin letters, from its commonest words.

No model: the web process asks this of every complaint. It counts letters, so that any input, however hostile, costs time
in proportion to its length, and no more than that of MAX_LETTERS characters.
"""

from __future__ import annotations

import re

MAX_LETTERS = 4_000
OTHER = "other"
"""A language that is none of those named here, or nothing that a program could tell."""

# Letters only: digits and signs are shared. Weights: one Chinese character says as much as three letters.
_SCRIPTS: dict[str, tuple[re.Pattern[str], float]] = {
    "th": (re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]"), 1),
    "lo": (re.compile("[\u0e81-\u0ecd\u0edc-\u0edf]"), 1),
    "my": (re.compile("[\u1000-\u103f\u104e\u1050-\u109d\ua9e0-\ua9fe\uaa60-\uaa7f]"), 1),
    "km": (re.compile("[\u1780-\u17d3\u17d7\u17dc]"), 1),
    "zh": (re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"), 3),
    "ja": (re.compile("[\u3041-\u30ff\uff66-\uff9d]"), 3),
    "ko": (re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]"), 3),
    "arab": (re.compile("[\u0621-\u06d3\u0750-\u077f\u08a0-\u08ff]"), 1),
    "latin": (re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"), 0.5),  # names and brands are in Latin everywhere
}
_ANY_OTHER = re.compile("[\u0370-\u05ff\u0700-\u074f\u0780-\u07bf\u0900-\u0dff\u0f00-\u0fff\u10a0-\u10ff\u1200-\u139f]")

# The Myanmar block is shared: Mon, Karen and Shan have letters of their own in it.
_OF_BURMAS_OTHERS = re.compile("[\u105a-\u109d\uaa60-\uaa7f\ua9e0-\ua9fe]")
_OTHERS_SHARE = 0.04
# Jawi writes sounds that Arabic has no letters for: ca, nga, pa, ga, va, nya.
_JAWI = re.compile("[\u0686\u06a0\u06a4\u0762\u06cf\u06bd]")
_JAWI_SHARE = 0.02

_WORD = re.compile("[a-z\u00e0-\u024f\u1e00-\u1eff']+")
_FOREIGN_LATIN = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_FOREIGN_SHARE = 0.03
COMMON_WORDS = {
    "en": frozenset(
        [
            "a",
            "about",
            "after",
            "again",
            "all",
            "also",
            "am",
            "an",
            "and",
            "any",
            "are",
            "as",
            "at",
            "because",
            "been",
            "before",
            "but",
            "by",
            "can",
            "cannot",
            "could",
            "did",
            "do",
            "does",
            "down",
            "every",
            "for",
            "from",
            "had",
            "has",
            "have",
            "he",
            "help",
            "her",
            "here",
            "his",
            "how",
            "i",
            "if",
            "in",
            "into",
            "is",
            "it",
            "its",
            "me",
            "month",
            "months",
            "more",
            "my",
            "near",
            "need",
            "night",
            "no",
            "not",
            "now",
            "of",
            "off",
            "on",
            "one",
            "or",
            "our",
            "out",
            "over",
            "people",
            "please",
            "road",
            "she",
            "so",
            "some",
            "street",
            "that",
            "the",
            "their",
            "them",
            "there",
            "they",
            "this",
            "to",
            "too",
            "up",
            "us",
            "very",
            "was",
            "water",
            "we",
            "week",
            "weeks",
            "were",
            "what",
            "when",
            "where",
            "which",
            "who",
            "will",
            "with",
            "would",
            "year",
            "you",
            "your",
            "broken",
            "bus",
            "car",
            "children",
            "complaint",
            "crossing",
            "day",
            "days",
            "dirty",
            "floods",
            "flooded",
            "garbage",
            "hole",
            "hospital",
            "house",
            "lamp",
            "light",
            "lights",
            "market",
            "noise",
            "noisy",
            "officer",
            "old",
            "open",
            "police",
            "pothole",
            "rubbish",
            "school",
            "shop",
            "sidewalk",
            "smell",
            "smoke",
            "taxi",
            "temple",
            "traffic",
            "tree",
            "wire",
        ]
    ),
    "ms": frozenset(
        [
            "ada",
            "adalah",
            "air",
            "akan",
            "anak",
            "apa",
            "atas",
            "atau",
            "awak",
            "bagi",
            "bahasa",
            "baik",
            "banjir",
            "banyak",
            "baru",
            "belum",
            "besar",
            "bila",
            "boleh",
            "bomba",
            "dah",
            "dalam",
            "dan",
            "dapat",
            "dari",
            "daripada",
            "dekat",
            "dengan",
            "depan",
            "di",
            "dia",
            "hari",
            "hujan",
            "ini",
            "itu",
            "jalan",
            "jam",
            "jangan",
            "kami",
            "kampung",
            "kata",
            "ke",
            "kena",
            "kepada",
            "kereta",
            "kerana",
            "kita",
            "lagi",
            "lampu",
            "lebih",
            "lubang",
            "mahu",
            "malam",
            "masih",
            "masjid",
            "mereka",
            "minggu",
            "minta",
            "mohon",
            "oleh",
            "orang",
            "pada",
            "pagi",
            "parit",
            "pasar",
            "perlu",
            "polis",
            "pun",
            "rosak",
            "rumah",
            "rusak",
            "sahaja",
            "saja",
            "sampah",
            "sampai",
            "sangat",
            "satu",
            "saya",
            "sekolah",
            "semua",
            "setiap",
            "sudah",
            "sungai",
            "tahun",
            "tak",
            "tapi",
            "telah",
            "tempat",
            "tepi",
            "terlalu",
            "tiada",
            "tidak",
            "tolong",
            "untuk",
            "yang",
        ]
    ),
}


def text_language(text: str) -> str:
    """ "th", "lo", "my", "km", "zh", "en" or "ms" (Malay, in either script), else `OTHER`.

    Thai with English words in it is Thai, English with the name of a place in Thai is English: of two scripts the one
    with more letters counts, and a Latin letter counts half.
    """
    text = text[:MAX_LETTERS]
    counted = {name: len(letters.findall(text)) * weight for name, (letters, weight) in _SCRIPTS.items()}
    script = max(counted, key=counted.__getitem__)
    if counted[script] <= len(_ANY_OTHER.findall(text)):
        return OTHER
    if script == "zh" and counted["ja"] >= counted["zh"] / 10:
        return OTHER  # Japanese: Chinese characters with kana between them
    if script == "my" and len(_OF_BURMAS_OTHERS.findall(text)) > _OTHERS_SHARE * counted["my"]:
        return OTHER  # Mon, Karen or Shan
    if script == "arab":
        return "ms" if len(_JAWI.findall(text)) > _JAWI_SHARE * counted["arab"] else OTHER
    if script == "latin":
        return _latin_language(text, letters=2 * counted["latin"])
    return script if script in {"th", "lo", "my", "km", "zh"} else OTHER


def _latin_language(text: str, *, letters: float) -> str:
    if len(_FOREIGN_LATIN.findall(text)) > _FOREIGN_SHARE * letters:
        return OTHER
    words = _WORD.findall(text.lower())
    hits = {language: sum(word in common for word in words) for language, common in COMMON_WORDS.items()}
    likeliest = max(hits, key=hits.__getitem__)
    # A fifth of the words of any English or Malay sentence stand in these lists; of French or German hardly one does.
    return likeliest if hits[likeliest] >= max(1, len(words) / 5) else OTHER
