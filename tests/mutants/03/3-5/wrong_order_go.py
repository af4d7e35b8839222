# says: g and o are exchanged


def lstm_step(x, h, c, W, U, b):
    i, f, g, o = (x @ W.T + h @ U.T + b).chunk(4, dim=1)
    new = f.sigmoid() * c + i.sigmoid() * o.tanh()
    return g.sigmoid() * new.tanh(), new
