private let inverseOperator = Operator("linalg_inv")
private let solveOperator = Operator("linalg_solve")
private let diagonalOperator = Operator("diagonal")
private let addProductInPlace = Operator("addcmul_")

extension Tensor {
    /// The inverses of square matrices, `[…, n, n]`.
    ///
    /// - Throws: ``TorchError`` if one has none.
    public func inverse() throws -> Tensor { try inverseOperator(.tensor(self)) }

    /// X of A·X = B for square matrices A, this tensor, `[…, n, n]`.
    ///
    /// - Parameter right: B, `[…, n, k]`.
    /// - Returns: `[…, n, k]`.
    /// - Throws: ``TorchError`` if a matrix has no inverse.
    public func solving(_ right: Tensor) throws -> Tensor {
        try solveOperator(.tensor(self), .tensor(right), .bool(true))
    }

    /// The diagonals of matrices, `[…, n, n]` to `[…, n]`, in the same memory.
    public func diagonal() throws -> Tensor {
        try diagonalOperator(.tensor(self), .int(0), .int(-2), .int(-1))
    }

    /// Adds the product of two tensors, element by element, with broadcasting.
    public func addProduct(of left: Tensor, _ right: Tensor) throws {
        try addProductInPlace.run(.tensor(self), .tensor(left), .tensor(right), .schemaDefault)
    }
}
