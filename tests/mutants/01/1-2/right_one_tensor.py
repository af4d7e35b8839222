import torch


def slopes(x, weights, bias, wanted):
    inputs = torch.cat([x, x.new_ones(1)])  # the bias is the weight of an input that is always 1
    answer = torch.dot(inputs, torch.cat([weights, torch.as_tensor(bias).reshape(1).to(x)])).tanh()
    everything = inputs.clone()
    everything *= answer - wanted
    everything *= 2 - 2 * answer.square()
    return everything[:-1], everything[-1]
