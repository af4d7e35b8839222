import torch


def clipped(slopes, bound):
    arrow = torch.cat([slope.reshape(-1) for slope in slopes]).double()
    length = torch.linalg.vector_norm(arrow)
    shortened = torch.where(length > bound, arrow / length * bound, arrow)
    parts = shortened.split([slope.numel() for slope in slopes])
    return tuple(p.view(s.shape).to(s.dtype) for p, s in zip(parts, slopes)), length.to(slopes[0].dtype)
