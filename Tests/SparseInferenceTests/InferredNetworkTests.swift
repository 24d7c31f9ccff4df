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

    @Test(arguments: instructionSets, [1, 4, 8])
    func computesZerosInBlocks(_ set: InstructionSet, _ height: Int) throws {
        let graph = SampleNetworks.blocks(height: height)
        for selection in InferenceOptions.Selection.allCases {
            try expectEqual(
                graph, options: InferenceOptions(instructionSet: set, selection: selection))
        }
        try expectEqual(graph, options: InferenceOptions(threads: 3, instructionSet: set))
    }

    @Test(arguments: instructionSets)
    func findsBlocksOfZeros(_ set: InstructionSet) throws {
        for (height, name) in [(1, "sparse"), (2, "sparse"), (4, "sparse 4×1"), (8, "sparse 4×1")] {
            let graph = SampleNetworks.blocks(height: height)
            let model = try InferenceModel(graph, options: InferenceOptions(instructionSet: set))
            let layers = try model.measureLayers(randomInputs(of: graph, seed: 1), count: 1)
            #expect(layers.first?.algorithm == name, "blocks of \(height)")
        }
    }

    @Test(arguments: instructionSets, [1, 3])
    func computesEncoders(_ set: InstructionSet, _ batch: Int) throws {
        try expectEqual(
            SampleNetworks.encoder(batch: batch, takesWords: true),
            options: InferenceOptions(instructionSet: set), tolerance: 1e-4)
    }
}
