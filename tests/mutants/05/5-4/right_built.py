from torch import nn


def n_numbers(*modules):
    return sum(weight.numel() for module in modules for weight in module.parameters())


class RMSNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.gain = nn.Parameter(nn.Linear(width, 1, device="meta").weight)


def n_parameters(vocab_size, context_length, n_layers, d_model, n_heads, n_kv_heads, d_ff, style):
    """Built without memory, on torch's "meta" device, and counted."""
    gpt = style == "gpt2"

    def linear(n_in, n_out):
        return nn.Linear(n_in, n_out, bias=gpt, device="meta")

    def norm():
        return nn.LayerNorm(d_model, device="meta") if gpt else RMSNorm(d_model)

    d_kv = d_model // n_heads * n_kv_heads
    attention = [linear(d_model, d_model), linear(d_model, d_kv), linear(d_model, d_kv), linear(d_model, d_model)]
    up = [linear(d_model, d_ff) for _ in range(1 if gpt else 2)]
    layer = n_numbers(*attention, *up, linear(d_ff, d_model), norm(), norm())
    tables = [nn.Embedding(n, d_model, device="meta") for n in (vocab_size, context_length if gpt else vocab_size)]
    return n_numbers(*tables, norm()) + n_layers * layer
