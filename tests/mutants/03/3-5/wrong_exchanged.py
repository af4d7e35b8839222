# says: exchanged: return h, c


def lstm_step(x, h, c, W, U, b):
    i, f, g, o = (x @ W.T + h @ U.T + b).chunk(4, dim=1)
    new = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return new, o.sigmoid() * new.tanh()
