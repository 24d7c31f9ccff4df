import Pruning
import TensorFiles
import Tensors

/// Blocks of N weights of an output, consecutive in memory, which become zero together.
struct Blocks: VerifiablePattern, Pattern {
    let size: Int

    /// Reads `blocks(4)`; `nil` for names of other forms.
    init?(name: String) {
        guard let match = name.wholeMatch(of: /blocks\(([1-9][0-9]{0,3})\)/),
            let size = Int(match.1)
        else { return nil }
        self.size = size
    }

    var description: String { "blocks(\(size))" }

    func obstacle(toShape shape: [Int]) -> String? {
        let count = shape.dropFirst().reduce(1, *)
        if shape.count >= 2, count.isMultiple(of: size) { return nil }
        return "\(count) weights of an output are no multiple of \(size)"
    }

    /// All blocks of a layer compete.
    func unitCounts(ofShape shape: [Int]) -> (groups: Int, unitsPerGroup: Int) {
        (1, shape.reduce(1, *) / size)
    }

    /// The mean |w| of each block.
    func magnitudes(of weight: Tensor) throws -> Tensor {
        try weight.reshaped([-1, size]).magnitude().mean(along: [1]).reshaped([1, -1])
    }

    func spread(_ mask: Tensor, overShape shape: [Int]) throws -> Tensor {
        try mask.reshaped([-1, 1]).expanded(to: [mask.count, size]).reshaped(shape)
    }

    /// Counts the zeros outside of blocks of zeros.
    func finding(of tensor: String, in file: any TensorFile) throws -> Finding {
        let isZero = try file.floats(of: tensor).map { $0 == 0 }
        let blocks = stride(from: 0, to: isZero.count, by: size).map {
            isZero[$0..<min($0 + size, isZero.count)]
        }
        let strayCount = blocks.filter { !$0.allSatisfy(\.self) }.joined().filter(\.self).count
        return Finding(
            text: "\(tensor): \(strayCount) zeros stand outside of \(description)",
            holds: strayCount == 0)
    }
}
