"""Make the vocabularies of the course, from the training splits alone: python recipes/make_vocabularies.py"""

from llmcourse import tokenizer
from llmcourse.data.speeches import speeches
from llmcourse.data.tales.corpus import texts

SPECIAL = ["<|end|>", "<|cls|>", "<|sep|>", "<|mask|>", "<|pad|>"]  # the last four are for tales-bert


def make(name: str) -> tokenizer.BPE:
    """Train one of the two."""
    if name == "tales":
        return tokenizer.train(texts("train"), 2_048, SPECIAL)
    return tokenizer.train((speech.text for speech in speeches("train")), 4_096, SPECIAL[:1])


if __name__ == "__main__":
    tokenizer.SHIPPED.mkdir(exist_ok=True)
    for name in ("tales", "speeches"):
        make(name).save(tokenizer.SHIPPED / f"{name}.json")
