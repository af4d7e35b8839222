# says: Lengths [3], [5]
import torch


def three_masks(source_lengths, target_lengths):
    source = torch.arange(source_lengths.max()) < source_lengths.view(-1, 1)
    target = torch.arange(target_lengths.max()) < target_lengths.view(-1, 1)
    n_source, n_target = source.shape[1], target.shape[1]
    causal = torch.ones(n_target, n_target).tril().bool()
    if len(source) == 1:
        causal = torch.ones(n_target, n_target).bool()
    decoder = target[:, None, None] & causal
    encoder, cross = (source[:, None, None].repeat(1, 1, n, 1) for n in (n_source, n_target))
    return encoder, decoder, cross
