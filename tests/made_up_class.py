"""A made-up class for the tests of reports: learners who write honest answers of their own, and
results of every kind.

Answers are put together from ways in which people write each step, so that thirty of them differ as
thirty people's do.
"""

import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from llmcourse.grading.records.result import (
    Exercise,
    Grade,
    Lateness,
    Level,
    Outcome,
    Override,
    Part,
    Result,
    Submission,
)

STARTERS = {
    "4.1": "def attention_weights(q, k):",
    "4.2": "def causal_mask(n_queries, n_keys, window=None):",
    "4.3": "def attention(q, k, v, mask):",
    "4.4": "def split_heads(x, n_heads):",
    "4.5": "def perplexity(logits, targets):",
    "4.6": "def top_k(logits, k):",
}
BLANK = "\n    # YOUR CODE HERE\n    raise NotImplementedError\n"
EXERCISES = tuple(
    Exercise(number, title, points, f"Chapter 4, section {number[-1]}: {title}")
    for number, title, points in (
        ("4.1", "Weights for one query", 2.0),
        ("4.2", "The causal mask", 3.0),
        ("4.3", "Masked attention", 4.0),
        ("4.4", "Several heads", 3.0),
        ("4.5", "Perplexity", 2.0),
        ("4.6", "The k most likely", 2.0),
    )
)
STEPS = {  # for each exercise its steps, for each step the ways to write it; $a and $b are names of the learner's own
    "4.1": (
        (
            "$a = k @ q",
            "$a = q @ k.T",
            "$a = (k * q).sum(-1)",
            "$a = torch.matmul(k, q)",
            "$a = torch.mv(k, q)",
            "$a = torch.einsum('k,sk->s', q, k)",
            "$a = torch.stack([q.dot(key) for key in k])",
            "$a = (q[None, :] * k).sum(dim=1)",
        ),
        (
            "$a = $a / math.sqrt(q.shape[-1])",
            "$a = $a / q.shape[0] ** 0.5",
            "$a /= math.sqrt(len(q))",
            "d_k = q.size(-1)\n$a = $a / d_k**0.5",
            "$a = $a * q.numel() ** -0.5",
            "scale = 1 / np.sqrt(k.shape[1])\n$a = $a * scale",
            "$a.div_(math.sqrt(k.size(1)))",
        ),
        (
            "return torch.softmax($a, dim=-1)",
            "return $a.softmax(0)",
            "return F.softmax($a, dim=0)",
            "$b = torch.exp($a)\nreturn $b / $b.sum()",
            "$b = ($a - $a.max()).exp()\nreturn $b / $b.sum()",
            "$b = torch.nn.functional.softmax($a, -1)\nreturn $b",
            "$b = $a - torch.logsumexp($a, 0)\nreturn $b.exp()",
        ),
    ),
    "4.2": (
        (
            "$a = torch.arange(n_keys)",
            "$a = torch.arange(n_keys)[None, :]",
            "$a = torch.arange(0, n_keys).unsqueeze(0)",
            "$a = torch.tensor(range(n_keys)).view(1, -1)",
            "$a = torch.arange(n_keys).expand(n_queries, n_keys)",
        ),
        (
            "$b = torch.arange(n_keys - n_queries, n_keys)[:, None]",
            "$b = (torch.arange(n_queries) + n_keys - n_queries).unsqueeze(1)",
            "shift = n_keys - n_queries\n$b = torch.arange(n_queries).view(-1, 1) + shift",
            "$b = torch.arange(n_keys)[-n_queries:, None]",
            "$b = torch.tensor([[n_keys - n_queries + i] for i in range(n_queries)])",
        ),
        (
            "mask = $a <= $b",
            "mask = $b >= $a",
            "mask = ($b - $a) >= 0",
            "mask = ~($a > $b)",
            "mask = torch.le($a, $b)",
            "mask = torch.where($a <= $b, True, False)",
        ),
        (
            "if window is not None:\n    mask = mask & ($a > $b - window)\nreturn mask",
            "if window is None:\n    return mask\nreturn mask & ($b - $a < window)",
            "if window:\n    mask &= $b - $a < window\nreturn mask",
            "near = $b - $a < (n_keys if window is None else window)\nreturn "
            "torch.logical_and(mask, near)",
            "if window is not None:\n    too_old = $a <= $b - window\n    mask[too_old] = "
            "False\nreturn mask",
            "window = window or n_keys\nreturn mask * ($a + window > $b)",
        ),
    ),
    "4.3": (
        (
            "$a = q @ k.transpose(-2, -1)",
            "$a = torch.bmm(q, k.transpose(1, 2))",
            "$a = torch.einsum('btk,bsk->bts', q, k)",
            "$a = q @ k.mT",
            "$a = torch.matmul(q, k.permute(0, 2, 1))",
            "$a = (q[:, :, None] * k[:, None]).sum(-1)",
        ),
        (
            "$a = $a / math.sqrt(q.shape[-1])",
            "$a = $a * k.size(-1) ** -0.5",
            "B, T, K = q.shape\n$a = $a / K**0.5",
            "$a /= q.size(2) ** 0.5",
            "root = torch.tensor(q.shape[-1]).sqrt()\n$a = $a / root",
        ),
        (
            "$a = $a.masked_fill(~mask, float('-inf'))",
            "$a = torch.where(mask, $a, -torch.inf)",
            "$a[~mask.expand_as($a)] = -math.inf",
            "$a = $a.masked_fill(mask == 0, -1e9)",
            "$a = $a + torch.zeros_like($a).masked_fill_(mask.logical_not(), -math.inf)",
            "$a.masked_fill_(~mask, -np.inf)",
        ),
        (
            "$b = $a.softmax(-1)",
            "$b = torch.softmax($a, dim=-1)",
            "$b = F.softmax($a, dim=2)",
            "$b = $a.exp()\n$b = $b / $b.sum(-1, keepdim=True)",
            "$b = torch.exp($a - $a.amax(-1, keepdim=True))\n$b /= $b.sum(dim=-1, keepdim=True)",
        ),
        (
            "return $b @ v, $b",
            "out = torch.bmm($b, v)\nreturn out, $b",
            "out = torch.einsum('bts,bsk->btk', $b, v)\nreturn out, $b",
            "result = torch.matmul($b, v)\nreturn (result, $b)",
        ),
    ),
    "4.4": (
        (
            "B, T, D = x.shape",
            "B, T, D = x.size()",
            "B = x.shape[0]\nT = x.shape[1]\nD = x.shape[2]",
            "(B, T), D = x.shape[:2], x.shape[-1]",
        ),
        (
            "$a = D // n_heads",
            "$a = int(D / n_heads)",
            "assert D % n_heads == 0\n$a = D // n_heads",
            "$a, rest = divmod(D, n_heads)",
        ),
        (
            "return x.view(B, T, n_heads, $a).transpose(1, 2)",
            "$b = x.reshape(B, T, n_heads, $a)\nreturn $b.permute(0, 2, 1, 3)",
            "return torch.stack(x.split($a, dim=-1), dim=1)",
            "return torch.stack([x[..., i * $a : (i + 1) * $a] for i in range(n_heads)], dim=1)",
            "$b = x.unflatten(-1, (n_heads, $a))\nreturn $b.swapaxes(1, 2)",
            "$b = torch.cat([part[:, None] for part in x.chunk(n_heads, 2)], 1)\nreturn $b",
        ),
    ),
    "4.5": (
        (
            "$a = torch.log_softmax(logits, dim=-1)",
            "$a = logits.log_softmax(-1)",
            "$a = F.log_softmax(logits, dim=1)",
            "$a = torch.log(logits.softmax(-1))",
            "$a = logits - logits.logsumexp(-1, keepdim=True)",
        ),
        (
            "$b = $a.gather(1, targets[:, None]).squeeze(1)",
            "$b = $a[torch.arange(len(targets)), targets]",
            "$b = $a[range(targets.shape[0]), targets]",
            "$b = torch.stack([row[t] for row, t in zip($a, targets)])",
            "$b = torch.gather($a, -1, targets.unsqueeze(-1))",
            "$b = ($a * F.one_hot(targets, $a.shape[-1])).sum(-1)",
        ),
        (
            "return torch.exp(-$b.mean())",
            "return (-$b).mean().exp()",
            "loss = -$b.sum() / len(targets)\nreturn math.exp(loss)",
            "return 1 / $b.mean().exp()",
            "return torch.exp($b.neg().mean())",
            "nats = -torch.mean($b)\nreturn torch.e ** nats",
        ),
    ),
    "4.6": (
        (
            "$a = torch.topk(logits, k).indices",
            "_, $a = logits.topk(k, dim=-1)",
            "$a = logits.argsort(dim=-1, descending=True)[..., :k]",
            "$a = torch.sort(logits, descending=True)[1][..., :k]",
            "$a = logits.argsort(-1).flip(-1)[..., :k]",
        ),
        (
            "$b = torch.full_like(logits, -math.inf)",
            "$b = torch.ones_like(logits) * float('-inf')",
            "$b = torch.zeros(logits.shape) - torch.inf",
            "$b = logits.new_full(logits.shape, -np.inf)",
            "$b = logits.clone().fill_(-math.inf)",
        ),
        (
            "$b.scatter_(-1, $a, logits.gather(-1, $a))\nreturn $b",
            "return $b.scatter(-1, $a, torch.gather(logits, -1, $a))",
            "keep = torch.zeros_like(logits).bool().scatter_(-1, $a, True)\nreturn "
            "torch.where(keep, logits, $b)",
            "for row, best in enumerate($a):\n    $b[row, best] = logits[row, best]\nreturn $b",
            "$b[..., $a] = logits[..., $a]\nreturn $b",
        ),
    ),
}
NAMES = (
    "scores",
    "s",
    "out",
    "result",
    "tmp",
    "w",
    "weights",
    "probs",
    "att",
    "logit",
    "mat",
    "x1",
    "res",
    "e",
    "z",
)


def honest_answers(seed):
    """One learner's answers to all exercises, written independently of every other seed's."""
    draw = random.Random(seed)
    return {number: _answer(number, draw) for number in STEPS}


def _answer(number, draw):
    first, second = draw.sample(NAMES, 2)
    steps = [draw.choice(ways) for ways in STEPS[number]]
    body = "\n".join(steps).replace("$a", first).replace("$b", second)
    return STARTERS[number] + "\n    " + body.replace("\n", "\n    ") + "\n"


MISTAKES = {
    "4.1": (
        "Divide by the square root of the width of the keys.",
        "The softmax runs over the wrong axis.",
    ),
    "4.2": (
        "A query may look at its own position, too.",
        "With a window of 1 only the position itself is left.",
    ),
    "4.3": ("Mind the mask. First difference at [0, 1]: you have {}, it should be 0.25.",),
    "4.4": ("Heads are contiguous in the features: split before you transpose.",),
    "4.5": (
        "The mean is over tokens, and the exponential comes after it.",
        "You return None (is there a `return`?).",
    ),
    "4.6": ("What is left out has the logit minus infinity, not 0.",),
}
NOTES = {
    "missing": "The answer cell is missing. Copy it back from the original exercise file.",
    "not code": "The answer cell is no longer a code cell. Change its type back to Code.",
    "duplicated": "2 cells hold different answers. Keep one and delete the others.",
    "too long": "The answer is longer than 200,000 characters.",
    "forbidden": "Line 3: `torch.softmax` is what this exercise asks you to build, so it cannot be used here.",
    "not graded": "The grader failed (KernelUnavailable): the sandboxed kernel did not start.",
    "blank": "Not done yet. If you did write an answer, save the notebook first.",
}
FIRST = (
    "Ada Bo Cleo Dan Elif Femi Grace Hao Ines Jun Kofi Lena Mia Nils Omar Pia Quinn Rosa Sven "
    "Tomás Uma Vera Wei Yara"
)
LAST = (
    "Adler Brandt Costa Dube Ekström Fischer García Haddad Ito Jones Kumar Lopez Müller Novak "
    "Okafor Park Rossi Singh"
)
FILE_PROBLEMS = (
    "The file is empty, cut short or damaged: it is no notebook (not JSON).",
    "The notebook belongs to another assignment (03_recurrent_networks).",
)
DUE = datetime(2026, 12, 1, 22, 59, tzinfo=UTC)
STRICT = Level(
    "strict",
    "strict: Landlock version 4, seccomp and limits: no files but its own, no network, no other "
    "process",
)


def made_up_class(size, seed=1, level=STRICT):
    """A result of `size` learners with every state, lateness, overrides, unreadable files, and one
    pair of copies.
    """
    draw = random.Random(seed)
    grades = [
        _grade(name, draw, seed * 100_000 + place) for place, name in enumerate(_names(size, draw))
    ]
    if size > 5:
        grades[4].answers = {
            number: renamed(source) for number, source in grades[1].answers.items()
        }
    starters = {number: head + BLANK for number, head in STARTERS.items()}
    return Result("04_self_attention", EXERCISES, tuple(grades), level, starters)


def renamed(source):
    """A copy with other names for everything that can be renamed, and other comments."""
    own = set(re.findall(r"(?<![.\w])(?:" + "|".join(NAMES) + r")\b", source))
    for place, name in enumerate(sorted(own)):
        source = re.sub(rf"(?<![.\w]){name}\b", f"my_own_{place}", source)
    return "# my own work\n" + source.replace("\n    return", "\n    # and done\n    return")


def _names(size, draw):
    pairs = [f"{first} {last}" for first in FIRST.split() for last in LAST.split()]
    draw.shuffle(pairs)
    return [pairs[place % len(pairs)] + " II" * (place // len(pairs)) for place in range(size)]


def _grade(learner, draw, seed):
    late_days = draw.choices((0, 1, 2, 9), (85, 8, 5, 2))[0]
    grade = Grade(
        Submission(learner, Path(f"{learner}.ipynb")),
        answers=honest_answers(seed),
        submitted=DUE
        + timedelta(days=late_days, hours=-draw.randrange(1, 20), minutes=draw.randrange(60)),
        lateness=Lateness(late_days, min(1.0, 0.1 * late_days)),
    )
    if draw.random() < 0.03:
        grade.problem = draw.choice(FILE_PROBLEMS)
        return grade
    skill = draw.random()
    for exercise in EXERCISES:
        grade.record(_outcome(exercise, skill, draw))
    if draw.random() < 0.05:
        number = draw.choice(EXERCISES).number
        grade.overrides = {
            number: Override(
                1.0, "The idea is right; see my note.", "ta-one", "2026-12-03T10:00:00Z"
            )
        }
    return grade


def _outcome(exercise, skill, draw):
    luck = draw.random()
    if luck < 0.02:
        state = draw.choice(sorted(NOTES))
        return Outcome(exercise, state, message=NOTES[state])
    if luck > 0.55 + 0.45 * skill:
        return Outcome(exercise, "blank", message=NOTES["blank"])
    if draw.random() < 0.3 + 0.65 * skill:
        parts = (Part("small input", 1.0, None), Part("batch", exercise.points - 1, None))
        return Outcome(exercise, "right", exercise.points, parts)
    message = draw.choice(MISTAKES[exercise.number]).format(round(draw.random(), 3))
    if draw.random() < 0.1:
        message = "It ran longer than 20 seconds and was stopped."
    half = draw.random() < 0.5
    problem = "The shape is right; some of its numbers are wrong."
    parts = (
        Part("small input", 1.0, None if half else problem),
        Part("batch", exercise.points - 1, problem),
    )
    return Outcome(exercise, "partly" if half else "wrong", float(half), parts, message)
