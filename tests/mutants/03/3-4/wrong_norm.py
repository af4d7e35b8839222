# says: radius is 2
import torch


def with_radius(U, radius):
    return U * (radius / U.norm())
