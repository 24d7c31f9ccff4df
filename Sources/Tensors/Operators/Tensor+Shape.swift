private let repeatInterleaveOperator = Operator("repeat_interleave", overload: "self_int")
private let reshapeOperator = Operator("reshape")
private let permuteOperator = Operator("permute")
private let flattenOperator = Operator("flatten", overload: "using_ints")
private let contiguousOperator = Operator("contiguous")
private let cloneOperator = Operator("clone")
private let detachOperator = Operator("detach")
private let narrowOperator = Operator("narrow")
private let expandOperator = Operator("expand")
private let catOperator = Operator("cat")
private let gatherOperator = Operator("gather")
private let scatterValue = Operator("scatter", overload: "value")
private let indexSelectOperator = Operator("index_select")
private let toTypeOperator = Operator("to", overload: "dtype")
private let toDeviceOperator = Operator("to", overload: "dtype_layout")
private let padOperator = Operator("constant_pad_nd")

extension Tensor {
    /// The same elements in another shape; one size may be −1 and is then deduced.
    public func reshaped(_ shape: [Int]) throws -> Tensor {
        try reshapeOperator(.tensor(self), .ints(shape))
    }

    /// The dimensions in another order.
    public func permuted(_ dimensions: [Int]) throws -> Tensor {
        try permuteOperator(.tensor(self), .ints(dimensions))
    }

    /// The dimensions from `first` on joined into one.
    public func flattened(from first: Int = 1) throws -> Tensor {
        try flattenOperator(.tensor(self), .int(first), .int(-1))
    }

    /// The same elements in row-major order without gaps.
    public func contiguous() throws -> Tensor { try contiguousOperator(.tensor(self)) }

    /// The same elements in the given order, which operators keep as far as they can; tensors of other
    /// than four axes as they are.
    public func laidOut(_ format: MemoryFormat) throws -> Tensor {
        guard format == .channelsLast, shape.count == 4, let type = scalarType else { return self }
        // `to`, and not `contiguous`, which takes one channel for channels last as it is, without telling the
        // operators that follow. The number is that of `at::MemoryFormat::ChannelsLast`.
        return try toTypeOperator(
            .tensor(self), .type(type), .bool(false), .bool(false), .int(2))
    }

    /// A copy with memory of its own.
    public func clone() throws -> Tensor { try cloneOperator(.tensor(self)) }

    /// The same elements, in the same memory, cut off from back-propagation.
    public func detached() throws -> Tensor { try detachOperator(.tensor(self)) }

    /// The part `range` of `dimension`, in the same memory.
    public func narrowed(_ dimension: Int, to range: Range<Int>) throws -> Tensor {
        try narrowOperator(
            .tensor(self), .int(dimension), .int(range.lowerBound), .int(range.count))
    }

    /// Dimensions of size 1 repeated to `shape` without copying.
    public func expanded(to shape: [Int]) throws -> Tensor {
        try expandOperator(.tensor(self), .ints(shape))
    }

    /// The tensors one after the other along `dimension`.
    public static func concatenating(_ tensors: [Tensor], along dimension: Int) throws -> Tensor {
        try catOperator(.tensors(tensors), .int(dimension))
    }

    /// The elements at `indices` along `dimension`.
    public func gathered(_ dimension: Int, at indices: Tensor) throws -> Tensor {
        try gatherOperator(.tensor(self), .int(dimension), .tensor(indices))
    }

    /// This tensor with `value` at `indices` along `dimension`.
    public func scattered(_ dimension: Int, at indices: Tensor, value: Double) throws -> Tensor {
        try scatterValue(.tensor(self), .int(dimension), .tensor(indices), .double(value))
    }

    /// The slices at `indices` of `dimension`, one after the other.
    public func selecting(_ indices: Tensor, along dimension: Int) throws -> Tensor {
        try indexSelectOperator(.tensor(self), .int(dimension), .tensor(indices))
    }

    /// The last dimensions extended by `padding` (before and after, last dimension first).
    public func padded(_ padding: [Int], value: Double = 0) throws -> Tensor {
        try padOperator(.tensor(self), .ints(padding), .double(value))
    }

    /// Every slice along `dimension` `count` times, one copy after the other.
    public func repeatedInterleaved(_ count: Int, along dimension: Int) throws -> Tensor {
        try repeatInterleaveOperator(.tensor(self), .int(count), .int(dimension))
    }

    /// The elements converted to another type; this tensor itself if it has that type.
    public func converted(to type: ScalarType) throws -> Tensor {
        try toTypeOperator(.tensor(self), .type(type))
    }

    /// The elements on `device`; this tensor itself if it is there.
    public func moved(to device: Device) throws -> Tensor {
        try toDeviceOperator(.tensor(self), .none, .none, .device(device))
    }
}

private let sliceOperator = Operator("slice", overload: "Tensor")

extension Tensor {
    /// Every second row and column of `[batch, channels, height, width]`, in the same memory.
    public func everySecondPixel() throws -> Tensor {
        let rows = try sliceOperator(.tensor(self), .int(2), .int(0), .none, .int(2))
        return try sliceOperator(.tensor(rows), .int(3), .int(0), .none, .int(2))
    }
}
