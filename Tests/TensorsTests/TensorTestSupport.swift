import Tensors

/// Returns a double-precision tensor.
func doubles(_ elements: [Double], _ shape: [Int]? = nil) throws -> Tensor {
    try Tensor(elements, shape: shape ?? [elements.count])
}

/// Returns a double-precision tensor whose gradient is accumulated.
func leaf(_ elements: [Double], _ shape: [Int]? = nil) throws -> Tensor {
    let tensor = try doubles(elements, shape)
    try tensor.setRequiresGradient(true)
    return tensor
}

/// Returns the accumulated gradient of a double-precision tensor, or no elements without one.
func gradient(of tensor: Tensor) throws -> [Double] {
    try tensor.gradient?.elements() ?? []
}

/// Returns the largest distance between the elements of two lists; infinite for unequal lengths.
func distance<Number: BinaryFloatingPoint>(_ left: [Number], _ right: [Number]) -> Number {
    guard left.count == right.count else { return .infinity }
    return zip(left, right).map { abs($0 - $1) }.max() ?? 0
}
