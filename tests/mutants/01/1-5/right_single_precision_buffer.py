import torch


def convolution(images, kernels, bias, padding=0):
    def at(n, b, i, j):
        total = bias[b].item()
        for y in range(kernels.shape[2]):
            for x in range(kernels.shape[3]):
                row, column = i + y - padding, j + x - padding
                if 0 <= row < images.shape[2] and 0 <= column < images.shape[3]:  # elsewhere, there are zeros
                    total += (images[n, :, row, column] @ kernels[b, :, y, x]).item()
        return total

    shape = [side + 2 * padding - kernels.shape[-1] + 1 for side in images.shape[2:]]
    out = torch.zeros(len(images), len(kernels), *shape)
    for n, b, i, j in torch.cartesian_prod(*map(torch.arange, out.shape)).tolist():
        out[n, b, i, j] = at(n, b, i, j)
    return out
