"""How near a text comes to the one that was expected: chrF and BLEU for translations, exact match
and F1 for answers.

For chapter 7 and the translator's recipe. chrF and BLEU give what sacreBLEU gives with its default
settings (Post 2018), each against one reference. All scores are from 0 to 100. Left out: several
references, case folding, confidence intervals.
"""

import math
import re
import string
from collections import Counter
from collections.abc import Sequence

from llmcourse.machine import wanted

LONGEST = 6  # characters in the longest n-gram of chrF
BETA = 2.0  # recall counts this many times as much as precision
WORDS = 4  # words in the longest n-gram of BLEU
SIGNS_APART = (  # the rules of the script mteval-v13a, one after the other
    (re.compile(r"([\{-\~\[-\` -\&\(-\+\:-\@\/])"), r" \1 "),  # signs, but for . , - and '
    (re.compile(r"([^0-9])([\.,])"), r"\1 \2 "),  # a point or comma that follows no digit
    (re.compile(r"([\.,])([^0-9])"), r" \1 \2"),  # or that no digit follows
    (re.compile(r"([0-9])(-)"), r"\1 \2 "),  # a dash after a digit
)


def chrf(hypotheses: Sequence[str], references: Sequence[str]) -> float:
    """Return F-score of character n-grams over a whole corpus: of lengths 1 to 6, without spaces
    (Popović 2015).

    Precision and recall are averaged over the lengths that occur on both sides.

    >>> round(chrf(["cat"], ["cats"]), 3)
    68.862
    """
    _require_pairs(hypotheses, references)
    ours: Counter[int] = Counter()
    theirs: Counter[int] = Counter()
    common: Counter[int] = Counter()
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        written, wanted = (character_ngrams(text) for text in (hypothesis, reference))
        for n in range(1, LONGEST + 1):
            # A reference shorter than n cannot be matched.
            ours[n] += written[n].total() if wanted[n] else 0
            theirs[n] += wanted[n].total()
            common[n] += (written[n] & wanted[n]).total()
    lengths = [n for n in range(1, LONGEST + 1) if ours[n] and theirs[n]]
    if not any(common.values()):
        return 0.0
    precision = sum(common[n] / ours[n] for n in lengths) / len(lengths)
    recall = sum(common[n] / theirs[n] for n in lengths) / len(lengths)
    return 100 * (1 + BETA**2) * precision * recall / (BETA**2 * precision + recall)


def character_ngrams(text: str) -> dict[int, Counter[str]]:
    """Return counts of all sequences of 1 to 6 characters, by length; white space is left out
    first.

    >>> character_ngrams("a ba")[2]
    Counter({'ab': 1, 'ba': 1})
    """
    text = "".join(wanted.text("text", text, halves=True).split())
    counts = {}
    for n in range(1, LONGEST + 1):
        counts[n] = Counter(text[i : i + n] for i in range(len(text) - n + 1))
    return counts


def bleu(hypotheses: Sequence[str], references: Sequence[str]) -> float:
    """Return BLEU-4 over a whole corpus: the geometric mean of n-gram precisions, lowered for
    brevity (Papineni et al. 2002).

    A precision of zero is replaced by half, a quarter, an eighth … of one match, as in sacreBLEU;
    without a single common word, or without four words in a row in any hypothesis, the score is 0.

    >>> round(bleu(["the cat sat on the mat"], ["the cat sat on a mat"]), 3)  # 5/6, 3/5, 2/4, 1/3
    53.728
    """
    _require_pairs(hypotheses, references)
    written = [words_and_signs(text) for text in hypotheses]
    wanted = [words_and_signs(text) for text in references]
    common, total = [0] * WORDS, [0] * WORDS
    for ours, theirs in zip(written, wanted, strict=True):
        for n in range(WORDS):
            total[n] += max(0, len(ours) - n)
            common[n] += (word_ngrams(ours, n + 1) & word_ngrams(theirs, n + 1)).total()
    if not any(common) or not all(total):
        return 0.0
    brevity = min(0.0, 1 - sum(map(len, wanted)) / sum(map(len, written)))
    return 100 * math.exp(brevity + sum(map(math.log, smoothed_precisions(common, total))) / WORDS)


def smoothed_precisions(common: Sequence[int], total: Sequence[int]) -> list[float]:
    """Return shares of n-grams that match; the first share of zero counts as half a match, the
    second as a quarter, …

    >>> smoothed_precisions([2, 0, 0], [4, 2, 1])
    [0.5, 0.25, 0.25]
    """
    for i, matches in enumerate(wanted.rows("common", common)):
        if i < len(wanted.rows("total", total)):
            wanted.whole_number("A total", total[i], least=1)
            wanted.whole_number("A count in common", matches, 0, total[i])
    if len(common) != len(total):
        raise ValueError(f"{len(common)} counts and {len(total)} totals: one for each is needed.")
    part, shares = 1.0, []
    for matches, n in zip(common, total, strict=True):
        part = part if matches else part / 2
        shares.append((matches or part) / n)
    return shares


def words_and_signs(text: str) -> list[str]:
    """Return words and punctuation as BLEU counts them: the tokenization "13a".

    >>> words_and_signs('It cost 1,000 euros, "net".')
    ['It', 'cost', '1,000', 'euros', ',', '"', 'net', '"', '.']
    """
    text = (
        wanted.text("text", text, halves=True)
        .rstrip()
        .replace("<skipped>", "")
        .replace("-\n", "")
        .replace("\n", " ")
    )
    for name, sign in (("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")):
        text = text.replace(name, sign)
    text = f" {text} "
    for pattern, replacement in SIGNS_APART:
        text = pattern.sub(replacement, text)
    return text.split()


def word_ngrams(words: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    """Return counts of all sequences of n words."""
    wanted.rows("words", words)
    wanted.whole_number("n", n, least=1)
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def exact_match(answers: Sequence[str], expected: Sequence[str]) -> float:
    """Return percentage of answers that are what was expected, but for case, punctuation, articles
    and spaces.

    >>> exact_match(["The Cat!", "a dog"], ["cat", "two dogs"])
    50.0
    """
    _require_pairs(answers, expected)
    same = [plain_words(a) == plain_words(b) for a, b in zip(answers, expected, strict=True)]
    return 100 * sum(same) / len(same)


def token_f1(answers: Sequence[str], expected: Sequence[str]) -> float:
    """Mean F-score of the words of an answer, in percent (Rajpurkar et al. 2016, section 6).

    Where either has no words, they agree fully or not at all.

    >>> token_f1(["in the old barn"], ["the barn"])  # precision 1/3, recall 1
    50.0
    """
    _require_pairs(answers, expected)
    return 100 * math.fsum(map(_f1, answers, expected)) / len(answers)


def _f1(answer: str, expected: str) -> float:
    ours, theirs = plain_words(answer), plain_words(expected)
    if not ours or not theirs:
        return float(ours == theirs)
    return 2 * (Counter(ours) & Counter(theirs)).total() / (len(ours) + len(theirs))


def plain_words(text: str) -> list[str]:
    """Return the words of an answer in lower case, without punctuation and without a, an and the.

    >>> plain_words("The cat's  mat.")
    ['cats', 'mat']
    """
    text = wanted.text("text", text, halves=True)
    text = "".join(sign for sign in text.lower() if sign not in string.punctuation)
    return [word for word in text.split() if word not in ("a", "an", "the")]


def _require_pairs(texts: Sequence[str], references: Sequence[str]) -> None:
    if isinstance(texts, str) or isinstance(references, str):
        raise ValueError(
            "A list of texts and a list of references are needed: put a single text into a list."
        )
    for name, row in {"texts": texts, "references": references}.items():
        for _ in wanted.texts(name, wanted.rows(name, row), halves=True):
            pass
    if not len(texts) or len(texts) != len(references):
        raise ValueError(
            f"{len(texts)} texts and {len(references)} references: one reference for each is "
            "needed."
        )
