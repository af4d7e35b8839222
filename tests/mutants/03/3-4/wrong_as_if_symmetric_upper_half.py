# says: eigvalsh reads half of a matrix
import torch


def with_radius(U, radius):
    return U * (radius / torch.linalg.eigvalsh(U, UPLO="U").abs().max())
