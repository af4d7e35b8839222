import torch


def convolution(images, kernels, bias, padding=0):
    n, a, h, w = images.shape
    h, w, k = h + 2 * padding, w + 2 * padding, kernels.shape[-1]
    padded = images.new_zeros(n, a, h, w)
    padded[:, :, padding : h - padding, padding : w - padding] = images
    waves = torch.fft.rfft2(padded)[:, None] * torch.fft.rfft2(kernels, s=(h, w)).conj()
    full = torch.fft.irfft2(waves.sum(2), s=(h, w))  # right wherever the kernel does not run over the border
    return full[:, :, : h - k + 1, : w - k + 1] + bias[None, :, None, None]
