import numpy as np
import torch


def convolution(images, kernels, bias, padding=0):
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = np.pad(images.numpy().astype(np.float64), sides)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernels.shape[-2:], axis=(2, 3))
    out = np.tensordot(windows, kernels.numpy(), axes=((1, 4, 5), (1, 2, 3))) + bias.numpy()
    return torch.from_numpy(out).to(images.dtype).permute(0, 3, 1, 2)
