import Foundation
import Layers
import Models
import Tensors
import Testing

/// A network in double precision that starts from formulas, and what PyTorch computed with it.
///
/// The files are written by `Scripts/golden/vision.py`, which has the versions and formulas.
struct FormulaGolden {
    let network: any Layer
    let images: Tensor
    let labels: Tensor
    let stepCount: Int
    let learningRate: Double
    private let golden: StateDictionary

    /// Reads the file of the case called `name`, and gives `network` its initial state.
    init(_ name: String, network: any Layer) throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/\(name).safetensors").path
        let golden = try StateDictionary(path: path)
        func number(_ name: String) throws -> Double {
            try #require(golden.metadata[name].flatMap(Double.init))
        }
        self.golden = golden
        self.network = network
        let size = Int(try number("images"))
        stepCount = Int(try number("steps"))
        learningRate = try number("learningRate")
        images = try Formula.values("images", shape: [4, 3, size, size]) * 8
        labels = try Tensor([0, 3, 6, 9] as [Int64], shape: [4])
        try Formula.fill(network)
    }

    /// The names of the golden tensors of a kind, without it.
    func names(of kind: String) -> Set<String> {
        let prefix = kind + "."
        return Set(
            golden.tensors.map(\.name).filter { $0.hasPrefix(prefix) }
                .map { String($0.dropFirst(prefix.count)) })
    }

    /// Other processors add in another order, with errors as large as PyTorch's own but not the
    /// same; several of them may meet in one number.
    private static let allowance = 8.0

    /// Tensors without larger numbers count as if they had this one, as in the script.
    private static let floor = 1e-3

    /// Expects `tensor` to be the golden tensor `name`, whose kind is its first component: in the
    /// sum of its magnitudes, its product with the formula's numbers, and its first elements.
    func expect(_ tensor: Tensor, equals name: String) throws {
        let kind = String(name.prefix { $0 != "." })
        let rounding = try #require(golden.metadata["rounding.\(kind)"].flatMap(Double.init))
        let wanted: [Double] = try #require(golden[name]).elements()
        let found: [Double] = try tensor.converted(to: .float64).elements()
        let magnitude = max(found.reduce(0) { max($0, abs($1)) }, Self.floor)
        let bound = Self.allowance * rounding * magnitude
        let factors = Formula.numbers("product", count: found.count)
        let sum = found.reduce(0) { $0 + abs($1) }
        let product = zip(found, factors).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(sum - wanted[0]) <= bound * Double(found.count), "\(name), sum")
        #expect(abs(product - wanted[1]) <= bound * Double(found.count), "\(name), product")
        let first = wanted.dropFirst(2)
        try #require(first.count == min(found.count, 8), "\(name), count")
        let distance = zip(found, first).map { abs($0 - $1) }.max() ?? 0
        #expect(distance <= bound, "\(name), first elements")
    }
}
