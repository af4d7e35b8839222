"""A model with the tokenizer it was trained with, and the format of a chat.

Used from chapter 0 on. Left out: formats of chats other than ChatML.
"""

from dataclasses import dataclass

from tokenizers import Tokenizer

from llmcourse.models.encoder import Bert
from llmcourse.models.transformer import Transformer
from llmcourse.models.translator import Translator

# the default line of its chat format
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
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def decode(self, ids: list[int], keep_special: bool = False) -> str:
        """Return token ids to text."""
        return self.tokenizer.decode(list(ids), skip_special_tokens=not keep_special)

    def pieces(self, ids: list[int]) -> list[str]:
        """Return the text of each token by itself; a byte that is not a whole character shows as
        \ufffd.
        """
        return [self.decode([i], keep_special=True) for i in ids]

    def chat_ids(self, messages: list[dict[str, str]]) -> list[int]:
        """Return ids of a conversation in the ChatML format, ending where the assistant is to go
        on.
        """
        return self.encode(chat_text(messages))


def chat_text(messages: list[dict[str, str]]) -> str:
    """Return a conversation in the ChatML format; the default system line comes first where none is
    given.

    >>> system = {"role": "system", "content": "Be brief."}
    >>> chat_text([system, {"role": "user", "content": "Hi"}])[-52:]
    '<|im_start|>user\\nHi<|im_end|>\\n<|im_start|>assistant\\n'
    """
    for message in messages:
        if set(message) != {"role", "content"} or message["role"] not in (
            "system",
            "user",
            "assistant",
        ):
            raise ValueError(
                f"A message is {{'role': 'system', 'user' or 'assistant', 'content': text}}; this "
                f"one is {message}."
            )
    if not messages or messages[0]["role"] != "system":
        messages = [{"role": "system", "content": SYSTEM}, *messages]
    turns = [f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages]
    return "".join(turns) + "<|im_start|>assistant\n"
