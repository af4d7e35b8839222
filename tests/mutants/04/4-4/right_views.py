import math

import torch


def split_heads(x, n_heads):
    B, T, D = x.shape
    return x.view(B, T, n_heads, D // n_heads).permute(0, 2, 1, 3)


def merge_heads(x):
    B, H, T, K = x.shape
    return x.permute(0, 2, 1, 3).reshape(B, T, H * K)


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads):
    q, k, v = split_heads(x @ w_q, n_heads), split_heads(x @ w_k, n_heads), split_heads(x @ w_v, n_heads)
    weights = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(q.size(3)), dim=3)
    return merge_heads(weights @ v) @ w_o
