# says: is what this exercise asks you to build
def slopes(xs, w, u, y):
    def states(w, u, nudges):
        h, all_h = 0.0, []
        for x, nudge in zip(xs, nudges):
            h = w * x + u * h + nudge
            all_h.append(h)
        return all_h

    def loss(w, u, nudges):
        return (states(w, u, nudges)[-1] - y) ** 2 / 2

    where = torch.tensor(w), torch.tensor(u), torch.zeros(len(xs))
    for_w, for_u, back = torch.func.grad(loss, argnums=(0, 1, 2))(*where)
    return for_w, for_u, list(back)
