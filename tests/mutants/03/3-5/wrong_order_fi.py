# says: Input and forget gate


def lstm_step(x, h, c, W, U, b):
    i, f, g, o = (x @ W.T + h @ U.T + b).chunk(4, dim=1)
    new = i.sigmoid() * c + f.sigmoid() * g.tanh()
    return o.sigmoid() * new.tanh(), new
