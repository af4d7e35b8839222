import torch


def slopes(xs, w, u, y):
    x = torch.tensor(xs)  # in torch's usual precision
    steps = torch.arange(len(xs))
    age = steps[:, None] - steps
    powers = torch.where(age >= 0, u ** age.clamp(min=0).float(), torch.zeros(()))
    states = w * powers @ x
    back = (states[-1] - y) * powers[-1]
    return back @ x, back[1:] @ states[:-1], back.tolist()
