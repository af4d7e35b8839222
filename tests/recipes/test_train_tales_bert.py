"""The recipe of tales-bert: its figures and baselines by hand, and a training of one task that
stops and goes on.
"""

import math
import runpy

import pytest
import torch
from conftest import ROOT

from llmcourse.machine.runtime import threads
from llmcourse.models import tokenizer
from llmcourse.models.encoder import Bert
from llmcourse.models.transformer import llama_style
from llmcourse.training.loop import TrainingConfig, train
from llmcourse.training.masking import NOT_ASKED, SentencePairs, Signs

RECIPE = runpy.run_path(str(ROOT / "recipes" / "train_tales_bert.py"))
SIGNS = Signs(cls=1, sep=2, mask=3, pad=4, first=5, vocab_size=25)
TALES = [
    [[5, 6, 7], [5, 8], [6, 9, 10]],
    [[11, 12], [11, 13, 14], [12]],
    [[15, 16], [17, 15], [16, 18]],
]


@pytest.fixture
def pairs():
    """Tales that share no token."""
    return SentencePairs(TALES, SIGNS, batch=16, length=12, seed=2)


def make_bert(seed=0):
    torch.manual_seed(seed)
    return Bert(llama_style(25, 16, n_layers=1, d_model=12, n_heads=2, d_ff=16, n_kv_heads=2))


def test_shared_tokens_tell_which_pairs_are_true(pairs):
    shared, is_next = RECIPE["shared_tokens"](pairs, 4)
    assert len(shared) == len(is_next) == 64
    assert (shared[~is_next] == 0).all() and (shared[is_next] > 0).float().mean() > 0.5


@pytest.mark.parametrize(
    ("shared", "is_next", "bound"),
    [
        ([0, 1, 2, 3], [False, False, True, True], 2),
        ([0, 0], [False, False], 1),
        ([4, 4], [True, True], 0),
    ],
)
def test_the_best_bound_by_hand(shared, is_next, bound):
    assert RECIPE["best_bound"](torch.tensor(shared), torch.tensor(is_next)) == bound


def test_baselines_by_hand(pairs):
    found = RECIPE["baselines"](pairs, pairs, 4)
    flat = [i for tale in TALES for sentence in tale for i in sentence]
    counts = [flat.count(i) for i in range(25)]
    shares = [(count + 1) / (sum(counts) + 25) for count in counts]
    wanted = [
        t for number in range(4) for t in pairs(number).targets.flatten().tolist() if t != NOT_ASKED
    ]
    nats = -sum(math.log(shares[t]) for t in wanted) / len(wanted)
    assert found["masked tokens, nats, from frequencies"] == pytest.approx(nats)
    commonest = 100 * wanted.count(shares.index(max(shares))) / len(wanted)
    assert found["masked tokens found, %, always the commonest"] == pytest.approx(commonest)
    assert found["next passage judged right, %, by shared tokens"] > 75


def test_figures_of_a_model_that_says_always_the_same(pairs):
    bert = make_bert().requires_grad_(False)
    for head, favorite in ((bert.token_head, 11), (bert.next_sentence_head, 1)):
        head.weight = torch.nn.Parameter(torch.zeros_like(head.weight), requires_grad=False)
        head.bias[favorite] = 9.0
    found = RECIPE["figures"](bert, pairs, 3)
    batches = [pairs(number) for number in range(3)]
    wanted = torch.cat([batch.targets[batch.targets != NOT_ASKED] for batch in batches])
    truth = torch.cat([batch.is_next for batch in batches])
    total = math.log(math.exp(9) + 24)
    hits = (wanted == 11).double().mean().item()
    assert found["masked tokens found, %"] == pytest.approx(100 * hits)
    assert found["masked tokens, nats"] == pytest.approx(total - 9 * hits, rel=1e-5)
    assert found["next passage judged right, %"] == pytest.approx(
        100 * truth.double().mean().item()
    )


def test_a_filled_passage_shows_what_stood_there():
    bpe = tokenizer.BPE(special=("<|end|>", "<|cls|>", "<|sep|>", "<|mask|>", "<|pad|>"))
    torch.manual_seed(0)
    bert = Bert(
        llama_style(bpe.vocab_size, 64, n_layers=1, d_model=12, n_heads=2, d_ff=16, n_kv_heads=2)
    ).eval()
    shown = RECIPE["filled"](bert, [bpe.encode("Abc."), bpe.encode(" De!")], bpe)
    assert (
        shown.startswith("Abc.[mask]De! (`")
        and shown.endswith("it was ` `)")
        and shown.count("%") == 3
    )


class StopHere(Exception):
    pass


@pytest.mark.parametrize("loss", ["token_loss", "both_losses"])
def test_it_stops_and_goes_on_exactly(pairs, tmp_path, loss):
    """Without the second task, one head has no gradient and no state in the optimizer."""
    config = TrainingConfig(steps=6, lr=0.01, optimizer="muon", checkpoint_seconds=0.0)

    def stopping(number):
        if number == 3:
            raise StopHere
        return pairs(number)

    with threads(1):
        whole, resumed = make_bert(), make_bert(seed=9)
        expected = train(whole, pairs, RECIPE[loss], config)
        with pytest.raises(StopHere):
            train(make_bert(), stopping, RECIPE[loss], config, folder=tmp_path)
        history = train(resumed, pairs, RECIPE[loss], config, folder=tmp_path)
    assert history.losses == expected.losses
    assert all(
        torch.equal(a, b) for a, b in zip(whole.parameters(), resumed.parameters(), strict=True)
    )
