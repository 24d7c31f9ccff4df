import Tensors

/// A pattern of the weights at some positions of an axis; those elsewhere are in no unit, and stay.
protocol PartialPattern: Pattern {
    /// The axis of the weight.
    var axis: Int { get }

    /// The positions along the axis.
    var positions: [Int] { get }

    /// The elements at the positions of a tensor with the shape of the weight.
    func part(of tensor: Tensor) throws -> Tensor
}

extension PartialPattern {
    /// The shape that the weights at the positions have by themselves.
    func shape(within shape: [Int]) -> [Int] {
        var part = shape
        part[axis] = positions.count
        return part
    }
}

/// A pattern whose units do not all have the same number of weights in every shape.
protocol DividedPattern: Pattern {
    /// Patterns with units of one size that together cover weights of `shape`, each to have a mask of its
    /// own; itself where all units are equal.
    func parts(ofShape shape: [Int]) -> [any Pattern]
}

extension Pattern {
    /// The parts of a ``DividedPattern``, and of any other itself.
    func equalParts(ofShape shape: [Int]) -> [any Pattern] {
        (self as? any DividedPattern)?.parts(ofShape: shape) ?? [self]
    }
}
