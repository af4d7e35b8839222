"""Record what the `transformers` library computes from the SmolLM2 file, for tests to compare the
course's code with.

Needs an environment of its own: pip install torch==2.13.0 transformers accelerate gguf safetensors.
Then:

    python recipes/record_smollm2_reference.py path/to/SmolLM2-135M-Instruct.Q4_1.gguf tests/references

Writes smollm2_reference.json (texts, token ids, 64 greedily chosen tokens) and
smollm2_reference.safetensors (for each text, the logits after its last token at 1,024 places of the
vocabulary: the 512 highest and 512 spread evenly). All in 32-bit floats.
"""

import json
import sys
from pathlib import Path

import safetensors.torch
import torch
import transformers

TEXTS = [
    "The capital of France is",
    "Once upon a time there was a fox who",
    "Water boils at 100 degrees Celsius, which is 212 degrees",
    "def fibonacci(n):\n    ",
    "Q: What is 7 + 5?\nA:",
    "<|im_start|>user\nName three fruits.<|im_end|>\n<|im_start|>assistant\n",
    "Café, naïve, señor — “quoted”, 東京, 🙂:",
    "The keys that the man who came in with the dog had left on the table",
    "   leading spaces, CAPITALS, tabs\tand 3.14159 or 1,000,000",
    "I loved this film.\nSentiment: positive\n\nI want my money back.\nSentiment:",
]


@torch.inference_mode()
def record(model, tokenizer, text: str) -> tuple[dict, torch.Tensor, torch.Tensor]:
    ids = tokenizer(text, add_special_tokens=False, return_tensors="pt").input_ids
    logits = model(ids).logits[0, -1]
    spread = torch.arange(0, len(logits), len(logits) // 512)[:512]
    places = torch.cat([logits.topk(512).indices, spread])
    written = ids
    for _ in range(64):  # no cache: the plainest computation there is
        written = torch.cat([written, model(written).logits[:, -1:].argmax(-1)], dim=1)
    entry = {"text": text, "ids": ids[0].tolist(), "greedy": written[0, ids.shape[1] :].tolist()}
    return entry, places, logits[places]


def main(gguf: Path, target: Path) -> None:
    kwargs = {"gguf_file": gguf.name}
    tokenizer = transformers.AutoTokenizer.from_pretrained(gguf.parent, **kwargs)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        gguf.parent, dtype=torch.float32, **kwargs
    ).eval()
    entries, places, logits = zip(*(record(model, tokenizer, text) for text in TEXTS), strict=True)
    made_by = f"transformers {transformers.__version__}, torch {torch.__version__}, float32"
    document = {"made_by": made_by, "file": gguf.name, "prompts": entries}
    target.mkdir(parents=True, exist_ok=True)
    (target / "smollm2_reference.json").write_text(
        json.dumps(document, indent=1) + "\n", encoding="utf-8"
    )
    tensors = {"places": torch.stack(places).int(), "logits": torch.stack(logits)}
    safetensors.torch.save_file(tensors, target / "smollm2_reference.safetensors")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
