"""A model with the tokenizer it was trained with, and the format of a chat.

Used from chapter 0 on. Left out: formats of chats other than ChatML.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from llmcourse.machine import wanted
from llmcourse.models.encoder import Bert
from llmcourse.models.transformer import Transformer
from llmcourse.models.translator import Translator

# the default line of its chat format
START, END = "<|im_start|>", "<|im_end|>"
SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"


@dataclass(frozen=True)
class LanguageModel:
    """A transformer with the tokenizer it was trained with, and the ids at which its texts end."""

    name: str
    model: Transformer | Bert | Translator
    tokenizer: Tokenizer
    stop_ids: tuple[int, ...]

    def encode(self, text: str) -> list[int]:
        """Return text to token ids; special tokens written out, such as `<|im_end|>`, become their
        single id.
        """
        return self.tokenizer.encode(wanted.text("text", text), add_special_tokens=False).ids

    def encode_ordinary(self, text: str) -> list[int]:
        """Return ids of a text in which nothing is special: right for what a stranger wrote."""
        self.tokenizer.encode_special_tokens = True  # the library's words for: take them apart
        try:
            return self.encode(text)
        finally:
            self.tokenizer.encode_special_tokens = False

    def decode(self, ids: list[int], keep_special: bool = False) -> str:
        """Return token ids to text."""
        ids = wanted.ids("ids", ids, self.tokenizer.get_vocab_size())
        return self.tokenizer.decode(ids, skip_special_tokens=not keep_special)

    def pieces(self, ids: list[int]) -> list[str]:
        """Return the text of each token by itself; a byte that is not a whole character shows as
        \ufffd.
        """
        ids = wanted.ids("ids", ids, self.tokenizer.get_vocab_size())
        return [self.decode([i], keep_special=True) for i in ids]

    def chat_ids(self, messages: list[dict[str, str]], trusted: bool = False) -> list[int]:
        """Return ids of a conversation in the ChatML format, ending where the assistant is to go
        on.

        What a message says is ordinary text: an `<|im_end|>` that was typed ends no turn. With
        `trusted`, it does: for messages in which you wrote special tokens yourself.
        """
        if trusted:
            return self.encode(chat_text(messages))
        if self.tokenizer.token_to_id(START) is None:  # a model without a chat format
            return self.encode_ordinary(chat_text(messages))
        ids: list[int] = []
        for message in checked_messages(messages):
            ids += self.encode(START)
            ids += self.encode_ordinary(f"{message['role']}\n{message['content']}")
            ids += self.encode(f"{END}\n")
        return ids + self.encode(f"{START}assistant\n")


def chat_text(messages: list[dict[str, str]]) -> str:
    """Return a conversation in the ChatML format; the default system line comes first where none is
    given.

    In the text, a special token that a user typed cannot be told from one of the format: for ids,
    `LanguageModel.chat_ids` keeps them apart.

    >>> system = {"role": "system", "content": "Be brief."}
    >>> chat_text([system, {"role": "user", "content": "Hi"}])[-52:]
    '<|im_start|>user\\nHi<|im_end|>\\n<|im_start|>assistant\\n'
    """
    turns = [f"{START}{m['role']}\n{m['content']}{END}\n" for m in checked_messages(messages)]
    return "".join(turns) + f"{START}assistant\n"


def checked_messages(messages: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Return the messages of a conversation, the default system line first where none is given;
    raises ValueError for one that is no message.
    """
    if isinstance(messages, str | bytes | Mapping) or not isinstance(messages, Sequence):
        raise TypeError(
            "A conversation is a list of messages, such as "
            f"[{{'role': 'user', 'content': 'Hi'}}], not {wanted.shown(messages)}."
        )
    for message in messages:
        whole = isinstance(message, Mapping) and set(message) == {"role", "content"}
        if not (
            whole
            and message["role"] in ("system", "user", "assistant")
            and isinstance(message["content"], str)
        ):
            raise ValueError(
                f"A message is {{'role': 'system', 'user' or 'assistant', 'content': text}}; this "
                f"one is {wanted.shown(message)}."
            )
        wanted.text("content", message["content"])
    if messages and messages[0]["role"] == "system":
        return list(messages)
    return [{"role": "system", "content": SYSTEM}, *messages]
