# says: Largest by size
import torch


def with_radius(U, radius):
    return U * (
        radius
        / (lambda e: e.abs().max() if e.is_complex() and e.imag.abs().max() > 0 else e.real.max())(
            torch.linalg.eigvals(U)
        )
    )
