import Layers
import Tensors

/// What the gradients of a window of steps say about the curvature of the loss in one parameter: F = λ·I + mean of
/// g·gᵀ, in blocks of neighbouring weights on the diagonal.
///
/// Sums are in single precision, so each block has n·2⁻²³ times its largest diagonal element added to its diagonal too:
/// more than what rounding can take from an eigenvalue. Without it large gradients make a block indefinite.
///
/// The weights are taken in the order of their memory; the last block is filled up with weights that are 0.
final class BlockFisher {
    /// Σ g·gᵀ of the window so far, `[blocks, n, n]`.
    private(set) var sum: Tensor?

    /// The gradients in ``sum``, a number in a tensor.
    private(set) var count: Tensor?

    /// The diagonal of F⁻¹ at the end of the last whole window, in the shape of the weights.
    private(set) var inverseDiagonal: Tensor?

    /// The device of the weights.
    let device: Device

    private let size: Int
    private let damping: Double

    /// - Parameters:
    ///   - size: n, the weights of a block.
    ///   - damping: λ, in squared units of the gradients, above 0.
    ///   - device: The device of the weights.
    init(size: Int, damping: Double, device: Device) {
        self.size = size
        self.damping = damping
        self.device = device
    }

    /// What a checkpoint holds of it, by name.
    let parts: [(name: String, part: ReferenceWritableKeyPath<BlockFisher, Tensor?>)] = [
        ("fisher", \.sum), ("gradients", \.count), ("inverse-diagonal", \.inverseDiagonal),
    ]

    /// Takes a gradient in.
    func add(_ gradient: Tensor) throws {
        let blocks = try blocks(of: gradient).converted(to: .float32)
        let sum = try self.sum ?? .zeros([blocks.shape[0], size, size], device: device)
        try sum.addProduct(
            of: blocks.reshaped([-1, size, 1]), blocks.reshaped([-1, 1, size]))
        self.sum = sum
        count = try (count ?? .zeros([1], device: device)) + 1
    }

    /// Computes the diagonal of F⁻¹ from the gradients of the window.
    func findInverseDiagonal(ofShape shape: [Int]) throws {
        let diagonals = try inParts { _, fisher in try fisher.inverse().diagonal() }
        inverseDiagonal = try diagonals.map { try weights(in: $0, ofShape: shape) }
    }

    /// The weights after those that are not kept have become 0, and the others have moved to where the loss, with F
    /// for its curvature, rises least.
    ///
    /// Of a block with the kept weights K and the others Q, w_K + F_KK⁻¹·F_KQ·w_Q.
    ///
    /// - Parameters:
    ///   - weights: The weights.
    ///   - kept: 1 for those that are kept, 0 for the others; the same shape.
    /// - Returns: The same shape.
    /// - Throws: `TorchError` if a block of F is singular in double precision, as without finite gradients.
    func weights(_ weights: Tensor, keeping kept: Tensor) throws -> Tensor {
        let (all, masks) = try (blocks(of: weights), blocks(of: kept))
        let moved = try inParts { range, fisher in
            let w = try all.narrowed(0, to: range).converted(to: .float64).reshaped([-1, size, 1])
            let m = try masks.narrowed(0, to: range).converted(to: .float64).reshaped([-1, size, 1])
            let pull = try fisher.matrixProduct(with: w - w * m) * m
            let system = try fisher * m * m.reshaped([-1, 1, size])
            try system.diagonal().add((1 - m).reshaped([-1, size]))
            return try (w * m + system.solving(pull)).reshaped([-1, size])
        }
        guard let moved else { return try weights * kept }
        return try self.weights(in: moved, ofShape: weights.shape)
    }

    /// Forgets the gradients.
    func startWindow() { (sum, count) = (nil, nil) }

    /// Goes through F in double precision, some blocks at a time.
    ///
    /// - Parameter body: Gets the places of the blocks and F of them, `[blocks, n, n]`, which it may change.
    /// - Returns: What `body` returns, one after the other, in single precision; `nil` without gradients.
    /// - Throws: What `body` throws.
    private func inParts(_ body: (Range<Int>, Tensor) throws -> Tensor) throws -> Tensor? {
        guard let sum, let count else { return nil }
        let blockCount = sum.shape[0]
        let parts = try stride(from: 0, to: blockCount, by: Self.partLength).map { first in
            let range = first..<min(first + Self.partLength, blockCount)
            let fisher = try sum.narrowed(0, to: range).converted(to: .float64) / count
            let rounding = try fisher.diagonal().maximum(along: -1) * (Double(size) * 0x1p-23)
            try fisher.diagonal().add(rounding + damping)
            return try body(range, fisher).converted(to: .float32)
        }
        return try Tensor.concatenating(parts, along: 0)
    }

    /// The blocks that are in double precision at a time: 20 MB with 50 weights each.
    private static let partLength = 1024

    private func blocks(of tensor: Tensor) throws -> Tensor {
        let missing = (size - tensor.count % size) % size
        return try tensor.detached().reshaped([-1]).padded([0, missing]).reshaped([-1, size])
    }

    private func weights(in blocks: Tensor, ofShape shape: [Int]) throws -> Tensor {
        try blocks.reshaped([-1]).narrowed(0, to: 0..<shape.reduce(1, *)).reshaped(shape)
    }
}
