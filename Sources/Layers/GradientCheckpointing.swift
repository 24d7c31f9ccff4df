public import Tensors

/// A module that can keep the inputs of its segments alone while training, and compute their activations
/// anew in the backward pass; see `checkpointed(_:_:)`.
///
///     final class Tower: Layer, GradientCheckpointing {
///         var isCheckpointed = false
///         var segmentCount: Int { blocks.count }
///         func callAsFunction(_ input: Tensor) throws -> Tensor {
///             try blocks.reduce(input) { value, block in
///                 try segment([value]) { try block($0[0]) }
///             }
///         }
///     }
public protocol GradientCheckpointing: Module {
    /// Whether activations are computed anew.
    var isCheckpointed: Bool { get set }

    /// The number of its segments; 0 where it cannot be divided.
    var segmentCount: Int { get }
}

extension GradientCheckpointing {
    /// Computes one of the segments, checkpointed where ``isCheckpointed`` says so.
    ///
    /// - Parameters:
    ///   - inputs: What the segment is computed from.
    ///   - compute: Computes its output from tensors like `inputs`, as `checkpointed(_:_:)` calls it.
    /// - Returns: The output.
    /// - Throws: What `compute` throws.
    public func segment(
        _ inputs: [Tensor], _ compute: @escaping (_ inputs: [Tensor]) throws -> Tensor
    ) throws -> Tensor {
        try isCheckpointed ? checkpointed(inputs, compute) : compute(inputs)
    }
}

extension Module {
    /// Lets the modules that can do it keep the inputs of their segments alone, or all activations again.
    ///
    /// Of modules in each other the outermost one with segments is asked: its segments hold the others, whose
    /// own would be computed three times.
    ///
    /// - Parameter isCheckpointed: Whether activations are computed anew.
    /// - Returns: The number of segments; 0 for a network that has none.
    @discardableResult
    public func setGradientCheckpointing(_ isCheckpointed: Bool) -> Int {
        var outermost: String?
        var count = 0
        forEachModule { path, module in
            guard let module = module as? any GradientCheckpointing else { return }
            let isInside = outermost.map { path == $0 || path.isBelow($0) } ?? false
            module.isCheckpointed = isCheckpointed && !isInside
            guard !isInside, module.segmentCount > 0 else { return }
            outermost = path
            count += module.segmentCount
        }
        return count
    }
}

extension String {
    /// Whether this path is that of a part of the module at `path`.
    fileprivate func isBelow(_ path: String) -> Bool { path.isEmpty || hasPrefix(path + ".") }
}
