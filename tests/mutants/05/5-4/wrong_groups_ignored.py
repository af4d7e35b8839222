# says: k and v for 6 heads
def n_parameters(vocab_size, context_length, n_layers, d_model, n_heads, n_kv_heads, d_ff, style):
    d_kv = d_model
    table = vocab_size * d_model
    attention = 2 * d_model * d_model + 2 * d_model * d_kv
    if style == "llama":
        layer = attention + 3 * d_model * d_ff + 2 * d_model
        return 2 * table + n_layers * layer + d_model
    layer = attention + 2 * d_model * d_ff + 3 * d_model + 2 * d_kv + d_ff + 4 * d_model
    return table + context_length * d_model + n_layers * layer + 2 * d_model
