import numpy as np


def derivative(f, x, h=1e-4):
    def slope(x0):
        f_plus = f(x0 + h)
        f_minus = f(x0 - h)
        return (f_plus - f_minus) / (2.0 * h)

    return np.vectorize(slope)(x)
