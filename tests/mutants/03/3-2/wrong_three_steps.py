# says: For a row of 5 numbers
def slopes(xs, w, u, y):
    first, second, third = xs[:3]
    h_1 = w * first
    h_2 = w * second + u * h_1
    h_3 = w * third + u * h_2
    back = [(h_3 - y) * u * u, (h_3 - y) * u, h_3 - y]
    return back[0] * first + back[1] * second + back[2] * third, back[1] * h_1 + back[2] * h_2, back
