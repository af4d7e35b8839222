# says: is what this exercise asks you to build
def convolution(images, kernels, bias, padding):
    return F.conv2d(images, kernels, bias, padding=padding)
