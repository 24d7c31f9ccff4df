private let sumOperator = Operator("sum")
private let sumDimensions = Operator("sum", overload: "dim_IntList")
private let meanOperator = Operator("mean")
private let meanDimensions = Operator("mean", overload: "dim")
private let argmaxOperator = Operator("argmax")
private let sortOperator = Operator("sort", overload: "stable")
private let topkOperator = Operator("topk")
private let maxOperator = Operator("max")
private let minOperator = Operator("min")
private let largestOperator = Operator("amax")
private let bincountOperator = Operator("bincount")

extension Tensor {
    /// The sum of all elements.
    public func sum() throws -> Tensor { try sumOperator(.tensor(self)) }

    /// The sums along `dimensions`.
    public func sum(along dimensions: [Int], keepsDimensions: Bool = false) throws -> Tensor {
        try sumDimensions(.tensor(self), .ints(dimensions), .bool(keepsDimensions))
    }

    /// The mean of all elements.
    public func mean() throws -> Tensor { try meanOperator(.tensor(self)) }

    /// The means along `dimensions`.
    public func mean(along dimensions: [Int], keepsDimensions: Bool = false) throws -> Tensor {
        try meanDimensions(.tensor(self), .ints(dimensions), .bool(keepsDimensions))
    }

    /// The largest element.
    public func maximum() throws -> Tensor { try maxOperator(.tensor(self)) }

    /// The largest elements along `dimension`, which keeps the size 1.
    public func maximum(along dimension: Int) throws -> Tensor {
        try largestOperator(.tensor(self), .ints([dimension]), .bool(true))
    }

    /// The smallest element.
    public func minimum() throws -> Tensor { try minOperator(.tensor(self)) }

    /// How often each of `0..<binCount` occurs, each time counted as its element of `weights`.
    ///
    /// - Parameters:
    ///   - weights: As many elements as this tensor of whole numbers has; `nil` for ones.
    ///   - binCount: At least one more than the largest element.
    /// - Returns: `[binCount]`, of the type `int64` without weights.
    /// - Throws: ``TorchError`` for negative or fractional elements or as many weights as do not fit.
    public func binCounts(weights: Tensor? = nil, binCount: Int) throws -> Tensor {
        try bincountOperator(
            .tensor(self), weights.map { .tensor($0) } ?? .none, .int(binCount))
    }

    /// The indices of the largest elements along `dimension`.
    public func indexOfMaximum(along dimension: Int) throws -> Tensor {
        try argmaxOperator(.tensor(self), .int(dimension))
    }

    /// The elements in order along `dimension`, with their former indices. Equal elements keep
    /// their order.
    public func sorted(along dimension: Int, isDescending: Bool = false) throws
        -> (values: Tensor, indices: Tensor)
    {
        let results = try sortOperator.tensors(
            .tensor(self), .bool(true), .int(dimension), .bool(isDescending))
        return (results[0], results[1])
    }

    /// The `count` largest, or smallest, elements along `dimension` in descending, or ascending,
    /// order, with their indices.
    public func extremes(_ count: Int, along dimension: Int, areLargest: Bool = true) throws
        -> (values: Tensor, indices: Tensor)
    {
        let results = try topkOperator.tensors(
            .tensor(self), .int(count), .int(dimension), .bool(areLargest), .bool(true))
        return (results[0], results[1])
    }
}

private let kthvalueOperator = Operator("kthvalue")

extension Tensor {
    /// The element of rank `rank` along `dimension`; the smallest has rank 1.
    public func kthSmallest(_ rank: Int, along dimension: Int, keepsDimension: Bool = false) throws
        -> Tensor
    {
        try kthvalueOperator(.tensor(self), .int(rank), .int(dimension), .bool(keepsDimension))
    }
}

private let cdistOperator = Operator("cdist")

extension Tensor {
    /// The Euclidean distances of the rows of this matrix from those of `other`.
    ///
    /// - Returns: `[rows, rows of other]`, computed from differences and so exact for near rows.
    public func distances(to other: Tensor) throws -> Tensor {
        try cdistOperator(.tensor(self), .tensor(other), .double(2), .int(2))
    }
}
