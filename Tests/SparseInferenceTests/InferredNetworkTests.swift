import Graphs
import InferenceKernels
import SparseInference
import Testing

@Suite struct InferredNetworkTests {
    @Test(arguments: instructionSets, InferenceOptions.Selection.allCases)
    func computesResidualNetworks(
        _ set: InstructionSet, _ selection: InferenceOptions.Selection
    ) throws {
        for batch in [1, 3] {
            try expectEqual(
                SampleNetworks.residual(),
                options: InferenceOptions(
                    instructionSet: set, selection: selection, sizes: ["batch": batch]))
        }
    }

    @Test(arguments: instructionSets)
    func computesSeparableNetworks(_ set: InstructionSet) throws {
        try expectEqual(
            SampleNetworks.separable(), options: InferenceOptions(instructionSet: set))
    }

    @Test(arguments: instructionSets, [1, 3])
    func computesEncoders(_ set: InstructionSet, _ batch: Int) throws {
        try expectEqual(
            SampleNetworks.encoder(batch: batch, takesWords: true),
            options: InferenceOptions(instructionSet: set), tolerance: 1e-4)
    }
}
