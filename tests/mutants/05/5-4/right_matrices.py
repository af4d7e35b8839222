def n_parameters(vocab_size, context_length, n_layers, d_model, n_heads, n_kv_heads, d_ff, style):
    def linear(n_in, n_out):
        return n_in * n_out + (n_out if style == "gpt2" else 0)

    norm = 2 * d_model if style == "gpt2" else d_model
    d_kv = n_kv_heads * (d_model // n_heads)
    attention = 2 * linear(d_model, d_model) + 2 * linear(d_model, d_kv)
    n_up = 1 if style == "gpt2" else 2
    feed_forward = n_up * linear(d_model, d_ff) + linear(d_ff, d_model)
    tables = vocab_size + (context_length if style == "gpt2" else vocab_size)
    return tables * d_model + n_layers * (2 * norm + attention + feed_forward) + norm
