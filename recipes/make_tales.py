"""Make the tales anew, say their figures and their SHA-256, which llmcourse/data/tales/corpus.py records.

python recipes/make_tales.py            # the whole corpus, about a minute
python recipes/make_tales.py --smoke    # 200 stories
"""

import argparse
import hashlib
import time

from llmcourse.data.tales import corpus, store


def main(arguments: list[str] | None = None) -> None:
    """Print size, time, shares and hash; keeps nothing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--smoke", action="store_true", help="200 stories only")
    count = 200 if parser.parse_args(arguments).smoke else corpus.COUNT
    start = time.monotonic()
    data = corpus.make_all(count)
    seconds = time.monotonic() - start
    tales = [store.unpack(line) for line in data.decode("utf-8").splitlines()]
    size = sum(len(tale.text.encode("utf-8")) for tale in tales)
    held_out = sum(map(corpus.is_held_out, tales)) / count
    print(f"{count:,} tales, {size / 1e6:.2f} MB of text, {len(data) / 1e6:.1f} MB with the truth, {seconds:.0f} s")
    print(f"{held_out:.1%} with a held-out combination")
    print(f"SHA-256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
