import Files
import Foundation
import Graphs
import InferenceKernels
import ModelFiles
import ONNXFiles
import SparseInference
import TensorFiles
import TestSupport
import Testing

@Suite struct PreparedNetworkTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("net.prepared")
    }

    /// Networks with products of all kinds.
    private static let networks: [(name: String, graph: @Sendable () -> Graph)] = [
        ("residual", SampleNetworks.residual), ("separable", SampleNetworks.separable),
        ("blocks", { SampleNetworks.blocks(height: 4) }),
        ("single weights", { SampleNetworks.blocks(height: 1) }),
        ("encoder", { SampleNetworks.encoder(batch: 2, takesWords: true) }), ("shared", shared),
        ("computed bias", computedBias), ("scores", scores), ("narrow groups", narrowGroups),
        ("empty", empty),
    ]

    /// A matrix that is multiplied by the evaluator first, whose bias is computed, and twice by kernels.
    private static func computedBias() -> Graph {
        var sketch = NetworkSketch()
        let (x, y) = (sketch.input("x", [3, 5]), sketch.input("y", [7, 5]))
        let bias = sketch.add(.unary(.relu), sketch.input("c", [6]))
        let matrix = sketch.weight([5, 6])
        let first = sketch.add(.gemm(Gemm()), x, matrix, bias)
        let second = sketch.add(.gemm(Gemm(scale: 0.5)), y, matrix)
        let third = sketch.add(.matMul, y, matrix)
        return sketch.graph(first, second, third)
    }

    /// A layer whose outputs with their bias are the scores of a softmax.
    private static func scores() -> Graph {
        var sketch = NetworkSketch()
        let x = sketch.input("x", [2, 9, 23])
        let product = sketch.add(.matMul, x, sketch.weight([23, 166]))
        let sum = sketch.add(.binary(.add), product, sketch.weight([166]))
        let shares = sketch.add(.softmax(axis: -1), sum)
        return sketch.graph(shares)
    }

    /// Groups whose outputs fill no row of four.
    private static func narrowGroups() -> Graph {
        var sketch = NetworkSketch(zeros: 0)
        let x = sketch.input("x", [1, 6, 7, 17])
        let first = sketch.convolution(x, 6, 4, kernel: 3, padding: 1, groups: 2)
        let second = sketch.convolution(x, 6, 3, kernel: 3, padding: 1, groups: 3)
        let third = sketch.convolution(x, 6, 12, kernel: 3, padding: 1, groups: 2)
        return sketch.graph(first, second, third)
    }

    /// A layer without outputs beside one that has some.
    private static func empty() -> Graph {
        var sketch = NetworkSketch()
        let x = sketch.input("x", [3, 5])
        let nothing = sketch.add(.matMul, x, sketch.weight([5, 0]))
        let output = sketch.linear(x, 5, 4)
        return sketch.graph(nothing, output)
    }

    /// A matrix that two layers have, that a third adds to itself, and a transposed convolution.
    private static func shared() -> Graph {
        var sketch = NetworkSketch()
        let x = sketch.input("x", [1, 6, 6])
        let matrix = sketch.weight([6, 6])
        let first = sketch.add(.matMul, x, matrix)
        let second = sketch.add(.matMul, sketch.add(.unary(.relu), first), matrix)
        let sum = sketch.add(.binary(.add), second, matrix)
        let image = sketch.add(.reshape(allowsZero: false), sum, sketch.integers([1, 1, 6, 6]))
        let convolution = Convolution(
            strides: [2, 2], padding: .explicit([0, 0, 0, 0]), dilations: [1, 1])
        let larger = sketch.add(
            .transposedConvolution(TransposedConvolution(convolution, outputPadding: [0, 0])),
            image,
            sketch.weight([1, 3, 2, 2]))
        return sketch.graph(larger, second)
    }

    /// Writes a prepared network with one example.
    private func prepare(
        _ graph: Graph, _ options: InferenceOptions = InferenceOptions()
    ) throws -> InferenceModel {
        var options = options
        options.sizes["batch"] = 1
        let network = try PreparedNetwork(graph, options: options)
        try network.write(to: path)
        return network.model
    }

    @Test(arguments: networks.map(\.name), instructionSets)
    func computesTheSameBytes(name: String, set: InstructionSet) throws {
        let graph = try #require(Self.networks.first { $0.name == name }?.graph())
        let inputs = try randomInputs(of: graph.binding(["batch": 1]), seed: 5)
        for selection in [InferenceOptions.Selection.estimated, .dense, .sparse, .measured] {
            for threads in [1, 3] {
                let model = try prepare(
                    graph,
                    InferenceOptions(threads: threads, instructionSet: set, selection: selection))
                let expected = try model.predict(inputs)
                for caller in [1, 2] {
                    let read = try InferenceModel(path, options: InferenceOptions(threads: caller))
                    #expect(read.inputs == model.inputs && read.outputs == model.outputs)
                    #expect(read.options.instructionSet == set)
                    #expect(try read.predict(inputs) == expected)
                }
            }
        }
    }

    @Test func leavesOutWeightsThatProductsHave() throws {
        _ = try prepare(SampleNetworks.residual())
        let names = try SafetensorsFile(path: path).names
        let large = SampleNetworks.residual().weights.filter { $0.value.shape.count > 1 }
        #expect(large.count == 6 && large.keys.allSatisfy { !names.contains($0) })
        _ = try prepare(Self.shared())
        // What is added too stays a tensor.
        #expect(try SafetensorsFile(path: path).names.contains("w1"))
    }

    @Test func writesTheSameBytesEveryTime() throws {
        _ = try prepare(SampleNetworks.separable())
        let first = try Data(contentsOf: URL(fileURLWithPath: path))
        _ = try prepare(SampleNetworks.separable())
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == first)
    }

    @Test func isReadWhereItLies() throws {
        let model = try prepare(SampleNetworks.separable())
        let read = try InferenceModel(path)
        // A copy has room around every part.
        #expect(read.reservedMemory.weightByteCount < model.reservedMemory.weightByteCount)
        #expect(
            read.reservedMemory.arenaByteCount == model.reservedMemory.arenaByteCount)
    }

    @Test func saysWhatItWasPreparedFor() throws {
        _ = try prepare(SampleNetworks.residual())
        #expect(
            message {
                _ = try InferenceModel(path, options: InferenceOptions(sizes: ["batch": 2]))
            } == "'\(path)' was prepared for batch = 1, and 2 is asked for")
        #expect(
            message { _ = try ModelGraph.read(at: path) }
                == "'\(path)' is a prepared network, which is run and no more")
        #expect(try PreparedFile.recognized(at: folder.path("nothing")) == nil)
    }

    /// The file with other metadata and tensors.
    private func rewrite(
        _ metadata: (inout [String: String]) -> Void = { _ in },
        _ tensors: (inout [String: [UInt8]]) -> Void = { _ in }
    ) throws {
        let file = try SafetensorsFile(path: path)
        var changed = file.metadata
        metadata(&changed)
        var contents: [String: [UInt8]] = [:]
        for name in file.names { contents[name] = try file.bytes(of: name) }
        tensors(&contents)
        var writer = SafetensorsWriter(metadata: changed)
        for entry in file.entries {
            guard let bytes = contents[entry.name] else { continue }
            let size = entry.elementCount == 0 ? 4 : entry.byteCount / entry.elementCount
            let shape = bytes.count == entry.byteCount ? entry.shape : [bytes.count / size]
            try writer.add(entry.name, dtype: entry.dtype, shape: shape) { append in
                try bytes.withUnsafeBytes { try append($0) }
            }
        }
        try writer.write(to: path)
    }

    private func problem() -> String {
        (message { _ = try InferenceModel(path) } ?? "nothing")
            .replacingOccurrences(of: path, with: "net")
    }

    @Test(
        arguments: [
            (#""version":1"#, #""version":2"#, "version 2 of the format"),
            (#"{"costs""#, #"{"version":3,"costly""#, "version 3 of the format"),
            (#""portable""#, #""sse9""#, "it was made for 'sse9', 'estimated'"),
            (#""estimated""#, #""lucky""#, "it was made for 'portable', 'lucky'"),
            (#""threads":1"#, #""threads":0"#, "it is made for 0 threads"),
            (#""format":"sparse""#, #""format":"loose""#, "its table has wrong numbers for 'w1'"),
            (#""outputs":13"#, #""outputs":14"#, "has 14 outputs of 147 inputs"),
            (#""outputs":13"#, #""outputs":-13"#, "its table has wrong numbers for 'w1'"),
            (
                #""blockDepth":112"#, #""blockDepth":16"#,
                "has its inputs at other places than this program puts them"
            ),
            (#""rows":"#, #""rows":9"#, "'pdp.rows' ends before the product with"),
            (#""runs":"#, #""runs":-"#, "'pdp.runs' ends before the product with"),
            (#""inputs":["x"]"#, #""inputs":[]"#, "it has no weights for 'x'"),
            (#"{"costs""#, #"["costs""#, "its 'pdp.prepared' cannot be read"),
        ])
    func refusesATableThatDoesNotFit(part: String, other: String, text: String) throws {
        _ = try prepare(
            SampleNetworks.residual(), InferenceOptions(instructionSet: .portable, costs: costs))
        try rewrite { metadata in
            guard let table = metadata["pdp.prepared"], let place = table.range(of: part) else {
                return
            }
            metadata["pdp.prepared"] = table.replacingCharacters(in: place, with: other)
        }
        #expect(problem().contains(text))
        #expect(problem().hasPrefix("'net' is no prepared network that can be run: "))
    }

    private let costs = KernelCosts(nonZero: 1.5, row: 4, blockDepth: 112, sharedBlockDepth: 448)

    @Test(arguments: ["offsets", "rows", "runs", "blocks", "places"])
    func refusesNumbersThatPointElsewhere(pool: String) throws {
        _ = try prepare(SampleNetworks.blocks(height: 1))
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for wrong: Int32 in [-1, .min, .max, 1 << 24] {
            for place in [0, 1, 2, 3, 7] {
                try whole.write(to: URL(fileURLWithPath: path))
                try rewrite { _ in
                } _: { tensors in
                    withUnsafeBytes(of: wrong.littleEndian) { bytes in
                        tensors["pdp.\(pool)"]?.replaceSubrange(
                            4 * place..<4 * place + 4, with: bytes)
                    }
                }
                #expect(problem().contains("the product with 'w1' has "))
            }
        }
    }

    @Test func refusesPoolsOfOtherLengths() throws {
        _ = try prepare(SampleNetworks.residual())
        try rewrite { _ in
        } _: {
            $0["pdp.values"]?.removeLast(4)
        }
        #expect(problem().contains("its 'pdp.values' ends before the product with"))
        _ = try prepare(SampleNetworks.residual())
        try rewrite { _ in
        } _: {
            $0["pdp.offsets"]? += [0, 0, 0, 0]
        }
        #expect(problem().contains("its 'pdp.offsets' has more than its products need"))
        _ = try prepare(SampleNetworks.residual())
        try rewrite { _ in
        } _: {
            $0["pdp.rows"] = nil
        }
        #expect(problem().contains("it has no 'pdp.rows' as it should be"))
        _ = try prepare(SampleNetworks.residual())
        try rewrite { _ in
        } _: {
            $0["pdp.padding"] = nil
        }
        // Nothing is lost: what has no room behind it is copied.
        #expect(throws: Never.self) { try InferenceModel(path) }
    }

    @Test func aShortenedFileIsRefused() throws {
        _ = try prepare(SampleNetworks.residual())
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for count in [0, 9, 400, whole.count - 1] {
            try whole.prefix(count).write(to: URL(fileURLWithPath: path))
            #expect(throws: (any Error).self) { try InferenceModel(path) }
        }
    }
}
