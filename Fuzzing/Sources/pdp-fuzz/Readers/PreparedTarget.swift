import Files
import Graphs
import SparseInference

/// Prepared networks, run once after they are opened.
struct PreparedTarget: FuzzTarget {
    let mutator: Mutator
    private let path: String

    init(in folder: String, repository: Repository) throws {
        path = folder + "/net.prepared"
        var seeds: [[UInt8]] = []
        for selection in [InferenceOptions.Selection.sparse, .dense] {
            let options = InferenceOptions(selection: selection)
            try PreparedNetwork(Self.network(), options: options).write(to: path)
            seeds.append(try bytes(ofFile: path))
        }
        mutator = Mutator(
            seeds: seeds,
            tokens: [
                "\"sparse\"", "\"dense\"", "\"sparse 4×1\"", "\"vector\"", "\"portable\"",
                "\"threads\":9", "\"outputs\":", "\"inputs\":", "\"offsets\":", "\"values\":",
                "pdp.values", "pdp.offsets", "pdp.rows", "pdp.runs", "pdp.blocks", "pdp.places",
            ].map { Array($0.utf8) } + [
                [0, 0, 0, 0], [1, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F],
            ], repair: repairedHeaderLength)
    }

    func read(_ input: [UInt8]) throws {
        try write(input, to: path)
        let model = try InferenceModel(path)
        _ = try model.predict(model.randomInputs())
    }

    /// Two convolutions and a linear layer of one example.
    private static func network() -> Graph {
        func weight(_ shape: [Int]) -> TensorData {
            let count = shape.reduce(1, *)
            return TensorData(floats: (0..<count).map { $0 % 3 == 0 ? 0.1 : 0 }, shape: shape)
        }
        func convolution(_ name: String, padding: Int, _ x: String) -> Node {
            Node(
                .convolution(
                    Convolution(
                        strides: [1, 1],
                        padding: .explicit([padding, padding, padding, padding]),
                        dilations: [1, 1])), inputs: [x, name], outputs: [name + ".y"])
        }
        return Graph(
            inputs: [.init("x", TensorType(.float32, [1, 3, 9, 9]))], outputs: ["y"],
            nodes: [
                convolution("a", padding: 1, "x"), convolution("b", padding: 0, "a.y"),
                Node(.globalAveragePool, inputs: ["b.y"], outputs: ["mean"]),
                Node(.flatten(axis: 1), inputs: ["mean"], outputs: ["flat"]),
                Node(.matMul, inputs: ["flat", "c"], outputs: ["y"]),
            ],
            weights: ["a": weight([6, 3, 3, 3]), "b": weight([5, 6, 1, 1]), "c": weight([5, 4])])
    }
}
