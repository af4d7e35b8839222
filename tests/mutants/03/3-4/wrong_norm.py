# says: radius is 2


def with_radius(U, radius):
    return U * (radius / U.norm())
