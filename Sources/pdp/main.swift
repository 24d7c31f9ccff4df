print("pdp")
