# says: Padding 1 adds
import torch


def convolution(images, kernels, bias, padding=0):
    images = images
    size = kernels.shape[-1]
    height, width = images.shape[2] - size + 1, images.shape[3] - size + 1
    out = torch.zeros(len(images), len(kernels), height, width, dtype=images.dtype)
    for i in range(height):
        for j in range(width):
            patch = images[:, None, :, i : i + size, j : j + size]
            out[:, :, i, j] = (patch * kernels).sum(dim=(2, 3, 4)) + bias
    return out
