import torch


def three_masks(source_lengths, target_lengths):
    n_source, n_target = max(source_lengths.tolist()), max(target_lengths.tolist())
    encoder = torch.zeros(len(source_lengths), 1, n_source, n_source, dtype=torch.bool)
    decoder = torch.zeros(len(source_lengths), 1, n_target, n_target, dtype=torch.bool)
    cross = torch.zeros(len(source_lengths), 1, n_target, n_source, dtype=torch.bool)
    for i, (source, target) in enumerate(zip(source_lengths.tolist(), target_lengths.tolist(), strict=True)):
        encoder[i, 0, :, :source] = True
        cross[i, 0, :, :source] = True
        for t in range(n_target):
            decoder[i, 0, t, : min(t + 1, target)] = True
    return encoder, decoder, cross
