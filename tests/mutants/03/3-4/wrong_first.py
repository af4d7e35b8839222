# says: The eigenvalues are 1 and 3: you divide by the 1
import torch


def with_radius(U, radius):
    return U * (radius / torch.linalg.eigvals(U).abs()[0])
