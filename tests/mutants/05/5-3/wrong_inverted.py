# says: Inverted
import torch


def three_masks(source_lengths, target_lengths):
    source = torch.arange(source_lengths.max()) < source_lengths[:, None]
    target = torch.arange(target_lengths.max()) < target_lengths[:, None]
    S, T = source.shape[1], target.shape[1]
    encoder = source[:, None, None].expand(-1, 1, S, S)
    decoder = target[:, None, None] & torch.ones(T, T).tril().bool()
    cross = source[:, None, None].expand(-1, 1, T, S)
    return ~encoder, ~decoder, ~cross
