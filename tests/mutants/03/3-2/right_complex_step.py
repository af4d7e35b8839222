def loss(xs, w, u, y, moved=None, by=0):
    h = 0
    for t, x in enumerate(xs):
        h = w * x + u * h + (by if t == moved else 0)
    return (h - y) ** 2 / 2


def slopes(xs, w, u, y):
    tiny = 1e-30j  # its square is nothing, so the imaginary part is the slope, without any rounding
    back = [loss(xs, w, u, y, t, tiny).imag / tiny.imag for t in range(len(xs))]
    return loss(xs, w + tiny, u, y).imag / tiny.imag, loss(xs, w, u + tiny, y).imag / tiny.imag, back
