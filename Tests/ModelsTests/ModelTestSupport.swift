import Layers
import Tensors
import Testing

/// Expects two tensors to differ by at most 1/10,000 of the larger one's largest magnitude.
func expectClose(_ found: Tensor, _ wanted: Tensor, _ what: Comment? = nil) throws {
    try #require(found.shape == wanted.shape, what)
    let difference = try (found - wanted).magnitude().maximum().item()
    #expect(try difference <= 1e-4 * wanted.magnitude().maximum().item(), what)
}

/// Moves every weight of `network` by normally distributed numbers of deviation 0.1.
func disturb(_ network: any Module) throws {
    try withoutGradients {
        for named in network.namedParameters {
            let tensor = named.parameter.tensor
            try tensor.add(Tensor.randomNormal(tensor.shape), scale: 0.1)
        }
    }
}
