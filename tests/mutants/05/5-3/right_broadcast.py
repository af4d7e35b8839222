import torch


def three_masks(source_lengths, target_lengths):
    B, S, T = len(source_lengths), int(source_lengths.max()), int(target_lengths.max())
    source = torch.arange(S).view(1, 1, 1, S) < source_lengths.view(B, 1, 1, 1)
    target = torch.arange(T).view(1, 1, 1, T) < target_lengths.view(B, 1, 1, 1)
    query, key = torch.arange(T).view(T, 1), torch.arange(T).view(1, T)
    return source.repeat(1, 1, S, 1), target & (key <= query), source.repeat(1, 1, T, 1)
