"""Make the vocabularies of the course, from the training splits alone: python
recipes/make_vocabularies.py
"""

from llmcourse.data.generated.tales.corpus import texts
from llmcourse.data.real.speeches import speeches
from llmcourse.models import tokenizer
from llmcourse.pretrained.shipped import VOCABULARIES

# The last four are for tales-bert.
SPECIAL = ["<|end|>", "<|cls|>", "<|sep|>", "<|mask|>", "<|pad|>"]


def tales_vocabulary() -> tokenizer.BPE:
    """Return about one token for each common word of the tales."""
    return tokenizer.train(texts("train"), 2_048, SPECIAL)


def speeches_vocabulary() -> tokenizer.BPE:
    """Return twice as many for the speeches, which have more different words."""
    return tokenizer.train((speech.text for speech in speeches("train")), 4_096, SPECIAL[:1])


MAKERS = {"speeches": speeches_vocabulary, "tales": tales_vocabulary}

if __name__ == "__main__":
    VOCABULARIES.mkdir(exist_ok=True)
    for name, make in MAKERS.items():
        make().save(VOCABULARIES / f"{name}.json")
