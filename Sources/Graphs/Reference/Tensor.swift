/// A tensor of the reference evaluator: its elements as numbers or integers, the last axis fastest.
///
/// Floating-point elements are kept in double precision and rounded to the element type after
/// every operation, so that sums inside an operation are more exact than any faster one's.
public struct Tensor: Equatable, Sendable {
    /// The elements of a tensor.
    enum Elements: Equatable, Sendable {
        case numbers([Double])
        case integers([Int])
    }

    /// The type of the elements.
    public let elementType: ElementType
    /// The size of every axis.
    public let shape: [Int]
    let elements: Elements

    /// Makes a tensor of floating-point numbers, rounded to the element type.
    public init(_ elementType: ElementType = .float32, _ shape: [Int], _ numbers: [Double]) {
        precondition(elementType.isFloatingPoint && numbers.count == shape.reduce(1, *))
        self.elementType = elementType
        self.shape = shape
        let rounded =
            switch elementType {
            case .float32: numbers.map { Double(Float($0)) }
            case .float16: numbers.map { Double(Float(halfPattern: Float($0).halfPattern)) }
            case .bfloat16:
                numbers.map { Double(Float(bitPattern: UInt32(Float($0).brainPattern) << 16)) }
            default: numbers
            }
        elements = .numbers(rounded)
    }

    /// Makes a tensor of integers or truth values, cut to the bits of the element type.
    public init(_ elementType: ElementType, _ shape: [Int], integers: [Int]) {
        precondition(!elementType.isFloatingPoint && integers.count == shape.reduce(1, *))
        self.elementType = elementType
        self.shape = shape
        let cut =
            switch elementType {
            case .bool: integers.map { $0 == 0 ? 0 : 1 }
            case .uint8: integers.map { Int(UInt8(truncatingIfNeeded: $0)) }
            case .int8: integers.map { Int(Int8(truncatingIfNeeded: $0)) }
            case .uint16: integers.map { Int(UInt16(truncatingIfNeeded: $0)) }
            case .int16: integers.map { Int(Int16(truncatingIfNeeded: $0)) }
            case .uint32: integers.map { Int(UInt32(truncatingIfNeeded: $0)) }
            case .int32: integers.map { Int(Int32(truncatingIfNeeded: $0)) }
            default: integers
            }
        elements = .integers(cut)
    }

    /// Reads a weight.
    public init(_ data: TensorData) {
        if data.elementType.isFloatingPoint {
            self.init(data.elementType, data.shape, data.numbers)
        } else {
            self.init(data.elementType, data.shape, integers: data.integers)
        }
    }

    /// The elements as numbers.
    public var numbers: [Double] {
        switch elements {
        case .numbers(let numbers): numbers
        case .integers(let integers): integers.map { Double($0) }
        }
    }

    /// The elements as integers, fractions cut off.
    public var integers: [Int] {
        switch elements {
        case .integers(let integers): integers
        case .numbers(let numbers):
            numbers.map {
                Int(exactly: $0.rounded(.towardZero)) ?? ($0 > 0 ? .max : $0 < 0 ? .min : 0)
            }
        }
    }

    /// The tensor as a weight.
    public var data: TensorData {
        get throws(GraphError) {
            switch elements {
            case .numbers(let numbers): try TensorData(elementType, numbers: numbers, shape: shape)
            case .integers(let integers):
                try TensorData(elementType, integers: integers, shape: shape)
            }
        }
    }

    /// The number of elements.
    var count: Int { shape.reduce(1, *) }

    /// The same elements in another shape of as many.
    func reshaped(to shape: [Int]) -> Tensor { picking(Array(0..<count), shape: shape) }

    /// A tensor of the elements at positions; position -1 gives `filler`.
    func picking(_ positions: [Int], shape: [Int], filler: Double = 0) -> Tensor {
        switch elements {
        case .numbers(let numbers):
            Tensor(elementType, shape, positions.map { $0 < 0 ? filler : numbers[$0] })
        case .integers(let integers):
            Tensor(
                elementType, shape, integers: positions.map { $0 < 0 ? Int(filler) : integers[$0] })
        }
    }

    /// Applies a function to every element.
    func map(_ function: (Double) -> Double) -> Tensor {
        if case .integers(let integers) = elements {
            return Tensor(
                elementType, shape,
                integers: integers.map { integer in
                    let result = function(Double(integer))
                    return Int(exactly: result.rounded(.towardZero)) ?? (result < 0 ? .min : .max)
                })
        }
        return Tensor(elementType, shape, numbers.map(function))
    }
}
