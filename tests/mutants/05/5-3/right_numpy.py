import numpy as np
import torch


def three_masks(source_lengths, target_lengths):
    source, target = (np.arange(n.max())[None] < n[:, None] for n in (source_lengths.numpy(), target_lengths.numpy()))
    every_source, every_target = np.ones_like(source), np.ones_like(target)

    def outer(queries, keys):
        return (queries[:, :, None] & keys[:, None, :])[:, None]

    masks = outer(every_source, source), np.tril(outer(every_target, target)), outer(every_target, source)
    return tuple(torch.from_numpy(mask) for mask in masks)
