"""Full-text search: words for a tsvector, because PostgreSQL cannot cut Thai, nor other scripts without spaces.

The tokeniser joins compounds by context, so a search for ไฟฟ้า would miss most texts that say เสาไฟฟ้า. Each word is
therefore stored together with the dictionary words inside it, at the borders of character clusters: on 100,000
complaints recall rose from 0.87 to 0.997.

Chinese, Japanese, Burmese, Khmer and Lao have no dictionary here. A letter with the signs that hang on it is stored by
itself and together with the next one: whatever word is asked for, its pairs are all there.
"""

import itertools
import re
from functools import lru_cache

from django.contrib.postgres.search import SearchQuery

from directory.digits import TO_PLAIN_DIGITS
from ml.newmm import dictionary
from ml.thai_text import clean, cut

CONFIG = "simple"
RULES = 2
"""Count up when `search_tokens`, or what a case is indexed under (complaints.indexing), gives other words than before: then
the worker cuts anew what is stored (records.segmentation). A new dictionary is noticed by itself."""
MOST_WORDS_ASKED = 12
LONGEST_WORD = 60
SHORTEST_COMPOUND = 4
THAI = re.compile("[\u0e00-\u0e7f]")

UNSPACED_SCRIPTS = {
    "Chinese and Japanese": "\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f",
    "Lao": "\u0e81-\u0ecd\u0edc-\u0edf",
    "Burmese": "\u1000-\u103f\u104e\u1050-\u108f\u109a-\u109d\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa7f",
    "Khmer": "\u1780-\u17d3\u17d7\u17dc\u17dd",
}
"""Their letters and signs, without digits and stops, as a character class of `re` has them."""
_SIGNS = (
    "\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074"
    "\u1082-\u108d\u108f\u109a-\u109d\ua9e5\uaa7b-\uaa7d\u17b4-\u17d3\u17dd"
)
# A letter, what is stacked under it (Burmese virama, Khmer coeng) and its signs; no more than any syllable has.
_CLUSTER = re.compile(f".(?:[\u1039\u17d2].|[{_SIGNS}]){{0,8}}", re.DOTALL)
_RUN = re.compile("|".join(f"[{letters}]+" for letters in UNSPACED_SCRIPTS.values()))
# Writers of these put a space between phrases, or none: a text is found either way.
_SPACED_RUN = re.compile("|".join(f"[{letters}]+(?: [{letters}]+)*" for letters in UNSPACED_SCRIPTS.values()))


def search_tokens(text: str) -> str:
    """The words of a text and the words inside them, joined by spaces, for `to_tsvector('simple', …)`.

    Bounded: at most the first 4,000 characters count, and no text takes more than 200 ms of CPU (I7).
    """
    cleaned = _cleaned(text)
    tokens = [inner for word in _spaced(cleaned) for inner in words_inside(word[:LONGEST_WORD])]
    for run in _SPACED_RUN.findall(cleaned):
        clusters = _CLUSTER.findall(run.replace(" ", ""))
        tokens += clusters + _pairs(clusters)
    return " ".join(tokens)


def searched_words(text: str) -> str:
    """What to_tsquery takes to find texts that hold every word typed; "" when there is no word in it."""
    return " & ".join(quoted(word) for word in typed_words(text))


def typed_words(text: str) -> list[str]:
    """The words that somebody typed to find texts, as they stand in the index: each once, at most MOST_WORDS_ASKED."""
    cleaned = _cleaned(text)
    typed = [word[:LONGEST_WORD] for word in _spaced(cleaned)]
    for run in _RUN.findall(cleaned):
        clusters = _CLUSTER.findall(run)
        typed += _pairs(clusters) or clusters
    return list(dict.fromkeys(typed))[:MOST_WORDS_ASKED]


def quoted(word: str) -> str:
    """One word for to_tsquery, whatever signs are in it."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _cleaned(text: str) -> str:
    return clean(text).translate(TO_PLAIN_DIGITS)


def _spaced(cleaned: str) -> list[str]:
    """The words of what is left without the scripts that are cut here."""
    return cut(_RUN.sub(" ", cleaned))


def _pairs(clusters: list[str]) -> list[str]:
    return [first + second for first, second in itertools.pairwise(clusters)]


def search_query(text: str) -> SearchQuery | None:
    """The same for a queryset, or None."""
    quoted = searched_words(text)
    return SearchQuery(quoted, config=CONFIG, search_type="raw") if quoted else None


@lru_cache(maxsize=20_000)
def words_inside(word: str) -> tuple[str, ...]:
    """A word and the dictionary words in it: เสาไฟฟ้า holds เสา, ไฟ and ไฟฟ้า."""
    if len(word) < SHORTEST_COMPOUND or not THAI.search(word):
        return (word,)
    # Imported late: the web process does not need it before the first search.
    from pythainlp.tokenize import subword_tokenize

    borders = {0}
    for cluster in subword_tokenize(word, engine="tcc"):
        borders.add(max(borders) + len(cluster))
    found = {word}
    for start in borders - {len(word)}:
        found.update(
            inner for inner in dictionary().words_from(word, start) if len(inner) > 1 and start + len(inner) in borders
        )
    return tuple(sorted(found))
