hoard = []
while True:
    hoard.append(bytearray(200_000_000))
