import math


def n_parameters(vocab_size, context_length, n_layers, d_model, n_heads, n_kv_heads, d_ff, style):
    D, d_kv = d_model, d_model * n_kv_heads // n_heads
    outside = [(vocab_size, D), (D,)]
    layer = [(D, D), (D, d_kv), (D, d_kv), (D, D), (D, d_ff), (d_ff, D), (D,), (D,)]
    if style == "gpt2":
        outside += [(context_length, D), (D,)]
        layer += [(D,), (d_kv,), (d_kv,), (D,), (d_ff,), (D,), (D,), (D,)]
    else:
        outside += [(vocab_size, D)]
        layer += [(D, d_ff)]
    return sum(map(math.prod, outside)) + n_layers * sum(map(math.prod, layer))
