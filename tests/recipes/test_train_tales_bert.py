"""The recipe of tales-bert: its figures and baselines by hand, and a training of one task that
stops and goes on.
"""

import math
import runpy

import pytest
import torch
from conftest import ROOT

from llmcourse.data.generated.tales.corpus import tales
from llmcourse.machine.runtime import threads
from llmcourse.models import tokenizer
from llmcourse.models.encoder import Bert
from llmcourse.models.transformer import llama_style
from llmcourse.pretrained import shipped
from llmcourse.training.loop import TrainingConfig, train
from llmcourse.training.masking import NOT_ASKED, SentencePairs, SpecialTokens

RECIPE = runpy.run_path(str(ROOT / "recipes" / "train_tales_bert.py"))
SIGNS = SpecialTokens(cls=1, sep=2, mask=3, pad=4, first=5, vocab_size=25)
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
    shared, is_next = RECIPE["overlaps_of"](pairs, 4, RECIPE["shared_tokens"])
    assert len(shared) == len(is_next) == 64
    assert (shared[~is_next] == 0).all() and (shared[is_next] > 0).float().mean() > 0.5


def test_overlaps_by_hand():
    a, b = {5, 6, 7}, {6, 7, 8}
    assert RECIPE["shared_tokens"](a, b) == 2
    assert RECIPE["shared_among"]({7, 8})(a, b) == 1
    rarity = {5: 1.0, 6: 2.0, 7: 1.0, 8: 6.0}  # 3 of 4 and of 9 are shared; token 30 is new
    assert RECIPE["shared_rarity"](rarity)(a, b | {30}) == pytest.approx(3 / 6)
    assert RECIPE["shared_rarity"](rarity)(a, {30}) == 0


def test_rarities_by_hand():
    found = RECIPE["rarities"]([[[5, 6], [5]], [[5]], [[6, 7]], [[5]]])
    assert found == pytest.approx({5: 0.0, 6: math.log(4 / 3), 7: math.log(2)})


def test_capitalized_tokens_begin_a_word():
    bpe = tokenizer.train(["Old Tom saw Ann. Tom ran to Ann and Tom."] * 9, 300, ("<|end|>",))
    texts = {bpe.decode([i]) for i in RECIPE["capitalized"](bpe)}
    assert " Tom" in texts and " Ann" in texts and not {" saw", "T", "Old"} & texts


@pytest.mark.parametrize(
    ("found", "is_next", "bound"),
    [
        ([0, 1, 2, 3], [False, False, True, True], 2),
        ([0, 0], [False, False], 1),
        ([4, 4], [True, True], 4),
    ],
)
def test_the_best_bound_by_hand(found, is_next, bound):
    assert RECIPE["best_bound"](torch.tensor(found).double(), torch.tensor(is_next)) == bound


def test_baselines_by_hand(pairs):
    found = RECIPE["frequency_baselines"](pairs, pairs, 4)
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
    assert RECIPE["judged_by"](RECIPE["shared_tokens"], pairs, pairs, 4) > 75


def test_the_ngram_reads_what_stands_before_and_nothing_else():
    """Tokens go up by one and sometimes jump: what stands before tells most of them."""
    torch.manual_seed(0)
    steps = torch.where(torch.rand(300, 8) < 0.9, 1, torch.randint(20, (300, 8)))
    rows = (5 + (torch.randint(20, (300, 1)) + steps.cumsum(1)) % 20).tolist()
    climbing = SentencePairs(
        [[row[:4], row[4:]] for row in rows], SIGNS, batch=16, length=12, seed=2
    )
    found = RECIPE["ngram_baselines"](climbing, climbing, 6)
    hits, asked = 0, 0
    for number in range(6):
        ids, targets = climbing.unmasked(number)[0], climbing(number).targets
        for row, place in (targets != NOT_ASKED).nonzero().tolist():
            before = [i for i in ids[row, :place].tolist() if i >= 5]
            hits += before != [] and ids[row, place].item() == 5 + (before[-1] - 4) % 20
            asked += 1
    share = 100 * hits / asked
    assert found["masked tokens found, %, a 5-gram of what stands before"] == pytest.approx(
        share, abs=12
    )
    assert (
        found["masked tokens, nats, a 5-gram of what stands before"] < math.log(20) and share > 50
    )


def test_the_figures_stand_beside_their_baselines_and_the_limits_say_which_is_ahead():
    asked = "next passage judged right, %"
    measured = {
        f"{asked}, by names": 90.0,
        "masked tokens, nats": 1.0,
        asked: 80.0,
        f"{asked}, by luck": 50.0,
    }
    log = RECIPE["with_figures"]({"title": "x"}, measured, without_nsp=False)
    assert list(log["figures"]) == [
        "masked tokens, nats",
        f"{asked}, by names",
        asked,
        f"{asked}, by luck",
    ]
    assert (
        "counting names judges 90.0 % of the pairs right, more than the trained head's 80.0 %"
        in log["limits"]
    )
    weaker = RECIPE["with_figures"]({}, measured | {asked: 95.0}, without_nsp=False)
    assert "no more than the trained head's 95.0 %" in weaker["limits"]
    twin = RECIPE["with_figures"]({}, measured, without_nsp=True)
    assert list(twin["figures"]) == ["masked tokens, nats"] and "trained head" not in twin["limits"]


@pytest.mark.parametrize("name", ["tales-bert", "tales-bert-without-nsp"])
def test_the_shipped_log_says_what_the_recipe_says_of_its_figures(name):
    log = shipped.read_log(name)
    assert RECIPE["with_figures"](log, log["figures"], name != "tales-bert") == log


@pytest.mark.slow
def test_the_shipped_baselines_are_measured_again():
    bpe = shipped.read_vocabulary("tales")
    parts = [RECIPE["pairs_of"](tales(split), bpe, RECIPE["LENGTH"]) for split in ("train", "test")]
    found = RECIPE["baselines"](*parts, bpe, RECIPE["TESTED"])
    figures = shipped.read_log("tales-bert")["figures"]
    assert {name: figures[name] for name in found} == pytest.approx(found, abs=0.05)
    without = shipped.read_log("tales-bert-without-nsp")["figures"]
    shared = [name for name in found if name.startswith("masked")]
    assert [without[name] for name in shared] == [figures[name] for name in shared] and len(
        shared
    ) == 4


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
