"""Has the forbidden call made by source that is made up later."""


def double(x):
    return eval(
        bytes.fromhex("746f7263682e61646428746f7263682e61735f74656e736f722878292c207829"),
        {"torch": __import__("torch"), "x": x},
    )
