import Layers
import Tensors
import TestSupport
import Testing

@Suite struct PrecisionTests {
    private func layer(_ weights: [Float]) throws -> Linear {
        let layer = try Linear(weights.count, 1)
        try withoutGradients {
            try layer.weight.tensor.copy(from: Tensor(weights, shape: [1, weights.count]))
        }
        return layer
    }

    @Test(arguments: [
        (StoredPrecision.float16, [0, 0x1p-24, -0x1p-24, 1, 0.333251953125] as [Float]),
        (.bfloat16, [0, 1e-30, -1e-9, 1, 0.333984375]), (.float32, [0, 1e-30, -1e-9, 1, 1 / 3]),
    ])
    func roundsAndKeepsWhatIsNotZero(precision: StoredPrecision, wanted: [Float]) throws {
        let layer = try layer([0, 1e-30, -1e-9, 1, 1.0 / 3])
        try layer.round(to: precision)
        let found = try layer.weight.tensor.elements(as: Float.self)
        for (found, wanted) in zip(found, wanted) {
            // bfloat16 has eight bits of precision.
            #expect((found == 0) == (wanted == 0) && abs(found - wanted) <= abs(wanted) / 256)
        }
    }

    @Test func refusesWhatSixteenBitsCannotHold() throws {
        let layer = try layer([1, 70_000])
        #expect(
            message { try layer.round(to: .float16) }
                == "the tensor 'weight' has a number that is infinite in float16; "
                + "bfloat16 and float32 hold larger ones")
        try layer.round(to: .bfloat16)
    }
}
