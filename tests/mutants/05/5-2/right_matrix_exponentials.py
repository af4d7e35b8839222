import torch


def turned(x, positions, theta):
    T, K = x.shape
    speed = torch.logspace(0, -1 + 2 / K, K // 2, base=theta, dtype=torch.float64)
    quarter_turn = torch.tensor([[0.0, -1.0], [1.0, 0.0]], dtype=torch.float64)
    turns = torch.matrix_exp(torch.einsum("t,i,ab->tiab", positions.double(), speed, quarter_turn))
    points = x.double().reshape(T, K // 2, 2, 1)
    return torch.matmul(turns, points).view(T, K).to(x.dtype)
