import CTorch

/// An n-dimensional array of LibTorch.
///
/// A tensor owns one handle and releases it when the last reference goes. Tensors are not
/// `Sendable`: LibTorch's gradient mode and graphs belong to one thread.
public final class Tensor {
    let handle: ctorch_tensor

    /// Takes ownership of `handle`.
    init(owning handle: ctorch_tensor) {
        self.handle = handle
    }

    deinit {
        ctorch_tensor_release(handle)
    }

    /// Makes a tensor on the CPU from `elements` in row-major order.
    ///
    /// - Throws: ``TorchError`` if the product of `shape` is not the number of elements.
    public convenience init<Scalar: TensorScalar>(_ elements: [Scalar], shape: [Int]) throws {
        let handle = try elements.withUnsafeBytes {
            try Self.makeHandle(bytes: $0, type: Scalar.scalarType, shape: shape)
        }
        self.init(owning: handle)
    }

    /// Makes a tensor on the CPU from a copy of `bytes`, elements of `type` in row-major order.
    ///
    /// - Throws: ``TorchError`` if `shape` needs another number of bytes.
    public convenience init(bytes: UnsafeRawBufferPointer, type: ScalarType, shape: [Int]) throws {
        self.init(owning: try Self.makeHandle(bytes: bytes, type: type, shape: shape))
    }

    private static func makeHandle(
        bytes: UnsafeRawBufferPointer, type: ScalarType, shape: [Int]
    ) throws -> ctorch_tensor {
        let sizes = shape.map(Int64.init)
        var result: ctorch_tensor?
        try check(
            ctorch_tensor_make(
                bytes.baseAddress, bytes.count, type.rawValue, sizes, sizes.count, &result),
            "make a tensor")
        guard let result else {
            throw TorchError(operation: "make a tensor", message: "returned no tensor")
        }
        return result
    }
}

extension Tensor {
    private var facts: ctorch_description {
        var facts = ctorch_description()
        let status = ctorch_tensor_describe(handle, &facts)
        precondition(status == CTORCH_OK, "a live tensor can be described")
        return facts
    }

    /// The sizes of the dimensions.
    public var shape: [Int] {
        let count = Int(facts.dimension_count)
        let sizes = [Int64](unsafeUninitializedCapacity: count) { buffer, initialized in
            let status = ctorch_tensor_sizes(handle, buffer.baseAddress, count)
            precondition(status == CTORCH_OK, "a live tensor has sizes")
            initialized = count
        }
        return sizes.map(Int.init)
    }

    /// The number of elements.
    public var count: Int { Int(facts.element_count) }

    /// The type of the elements; `nil` for a type that this package does not use.
    public var scalarType: ScalarType? { ScalarType(rawValue: facts.scalar_type) }

    /// The device that holds the elements; `nil` for a device that this package does not use.
    public var device: Device? {
        let facts = facts
        return Device(type: facts.device_type, index: facts.device_index)
    }

    /// Whether operators on this tensor are recorded for back-propagation.
    public var requiresGradient: Bool { facts.requires_gradient }

    /// Whether the elements lie in row-major order without gaps.
    public var isContiguous: Bool { facts.is_contiguous }

    /// Whether no other tensor, view or operator waiting to run holds the elements, so that they may
    /// be overwritten. Other references to this object are not counted.
    public var isUnshared: Bool { facts.is_unshared }

    /// The elements in row-major order, copied from any device.
    ///
    /// - Throws: ``TorchError`` if the elements are not of type `Scalar`.
    public func elements<Scalar: TensorScalar>(as type: Scalar.Type = Scalar.self) throws
        -> [Scalar]
    {
        guard scalarType == Scalar.scalarType else {
            let found = scalarType.map(String.init(describing:)) ?? "an unknown type"
            throw TorchError(
                operation: "read a tensor",
                message: "the elements are \(found), not \(Scalar.scalarType)")
        }
        let count = count
        return try [Scalar](unsafeUninitializedCapacity: count) { buffer, initialized in
            try copyBytes(into: UnsafeMutableRawBufferPointer(buffer))
            initialized = count
        }
    }

    /// Copies the elements in row-major order into `buffer`, which must have their exact size.
    public func copyBytes(into buffer: UnsafeMutableRawBufferPointer) throws {
        try check(
            ctorch_tensor_read(handle, buffer.baseAddress, buffer.count), "read a tensor")
    }

    /// The value of a tensor of one element, of any type and device, in double precision.
    public func item() throws -> Double {
        try converted(to: .float64).scalar(Double.self)
    }

    private func scalar<Scalar: TensorScalar>(_ type: Scalar.Type) throws -> Scalar {
        let values = try elements(as: type)
        guard values.count == 1 else {
            throw TorchError(
                operation: "item", message: "the tensor has \(values.count) elements, not one")
        }
        return values[0]
    }

    /// Lets `body` read and write the elements of a contiguous single-precision CPU tensor in
    /// place.
    ///
    /// - Throws: ``TorchError`` for any other tensor, and what `body` throws.
    public func withUnsafeFloats<Result>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
    ) throws -> Result {
        guard scalarType == .float32 else {
            throw TorchError(operation: "read in place", message: "the elements are not float32")
        }
        var address: UnsafeMutableRawPointer?
        try check(ctorch_tensor_data(handle, &address), "read in place")
        let count = count
        let floats = UnsafeMutableBufferPointer(
            start: address?.assumingMemoryBound(to: Float.self), count: count)
        return try withExtendedLifetime(self) { try body(floats) }
    }
}
