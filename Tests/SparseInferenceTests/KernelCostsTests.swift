import Files
import Graphs
import InferenceKernels
import SparseInference
import TestSupport
import Testing

@Suite struct KernelCostsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let costs = KernelCosts(
        nonZero: 2.25, row: 7.5, blockDepth: 176, sharedBlockDepth: 128)

    @Test func aFileKeepsTheCostsOfSeveralProcessors() throws {
        let file = KernelCostsFile(path: folder.path("caches/costs.json"))
        #expect(try file.costs() == [:])
        try file.save([.portable: Self.costs], on: "one")
        let other = KernelCosts(nonZero: 1, row: 0, blockDepth: 16, sharedBlockDepth: 4096)
        try file.save([.avx2: other, .portable: other], on: "other")
        try file.save([.avx512: other], on: "one")
        #expect(try file.costs(on: "one") == [.portable: Self.costs, .avx512: other])
        #expect(try file.costs(on: "other") == [.avx2: other, .portable: other])
        #expect(try file.costs(on: "a third") == [:])
    }

    @Test(
        arguments: [
            ("{", "The given data was not valid JSON; delete it"),
            (#"{"p": {"avx2": {"nonZero": 1, "row": 2}}}"#, "blockDepth"),
            (
                #"{"p": {"avx2": {"nonZero": 0, "row": 2, "blockDepth": 64}}}"#,
                "nonZero is 0.0; it must be in 0.1...100.0"
            ),
            (
                #"{"p": {"avx2": {"nonZero": 1, "row": 2, "blockDepth": 1}}}"#,
                "blockDepth is 1; it must be in 16...4096"
            ),
        ])
    func damagedFilesAreRefused(content: String, problem: String) throws {
        let path = folder.path("costs.json")
        try AtomicFile.write(content.utf8, to: path)
        let error = #expect(throws: InferenceError.self) {
            try KernelCostsFile(path: path).save([:], on: "p")
        }
        let text = try #require(error).description
        #expect(text.hasPrefix("'\(path)' is no file of kernel costs: "))
        #expect(text.contains(problem))
        #expect(text.hasSuffix("delete it, and run 'pdp calibrate' again"))
        #expect(try readFile(at: path) == Array(content.utf8))
    }

    /// A layer of 96 inputs and 64 outputs with half of its weights zero.
    private static func layer() -> Graph {
        var sketch = NetworkSketch(zeros: 0.5)
        let x = sketch.input("x", [1, 96, 9, 9])
        let y = sketch.convolution(x, 96, 64, kernel: 1)
        return sketch.graph(y)
    }

    @Test func decideHowALayerIsComputed() throws {
        let graph = Self.layer()
        for (nonZero, leavesEveryZeroOut) in [(0.5, true), (100, false)] {
            var costs = Self.costs
            costs.nonZero = nonZero
            let model = try InferenceModel(graph, options: InferenceOptions(costs: costs))
            let layers = try model.measureLayers(model.randomInputs(), count: 1)
            #expect(layers.contains { $0.algorithm == "sparse" } == leavesEveryZeroOut)
        }
    }

    @Test(arguments: [InferenceOptions.Selection.sparse, .dense])
    func doNotChangeResults(selection: InferenceOptions.Selection) throws {
        let graph = Self.layer()
        let results = try [16, 40, 4096].map { depth in
            let costs = KernelCosts(
                nonZero: 1, row: 1, blockDepth: depth, sharedBlockDepth: depth)
            let model = try InferenceModel(
                graph, options: InferenceOptions(selection: selection, costs: costs))
            return try model.predict(model.randomInputs())
        }
        #expect(results.allSatisfy { $0 == results[0] })
    }

    @Test(arguments: InstructionSet.allCases.filter(\.isSupported))
    func areMeasured(_ instructionSet: InstructionSet) throws {
        let costs = try KernelCosts.measured(for: instructionSet, seconds: 0.05)
        #expect((1...10).contains(costs.nonZero))
        #expect((0...50).contains(costs.row))
        #expect([112, 176, 256, 512].contains(costs.blockDepth))
        #expect([128, 256, 448].contains(costs.sharedBlockDepth))
    }

    @Test(arguments: InstructionSet.allCases.filter(\.isSupported))
    func registersHaveASpeed(_ instructionSet: InstructionSet) {
        let peak = instructionSet.peakGigaflops(seconds: 0.01)
        #expect(peak > 0 && peak.isFinite)
    }
}
