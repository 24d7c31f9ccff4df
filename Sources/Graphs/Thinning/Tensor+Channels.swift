// Tensors of constants: an axis of size 1 stands for one along which all elements are the same,
// and NaN for what is not known.
extension Tensor {
    /// A constant that is not known.
    static func unknown(rank: Int, _ elementType: ElementType) -> Tensor {
        Tensor(elementType, [Int](repeating: 1, count: rank), [.nan])
    }

    /// Whether nothing in it is known.
    var isUnknown: Bool { numbers.allSatisfy(\.isNaN) }

    /// The elements with only some positions along an axis, in the given order.
    func taking(_ positions: [Int], along axis: Int) -> Tensor {
        let inner = shape[(axis + 1)...].reduce(1, *)
        let outer = shape[..<axis].reduce(1, *)
        var places: [Int] = []
        for block in 0..<outer {
            for position in positions {
                let first = (block * shape[axis] + position) * inner
                places += first..<first + inner
            }
        }
        var shape = shape
        shape[axis] = positions.count
        return picking(places, shape: shape)
    }

    /// The elements repeated along an axis of size 1.
    func spread(to count: Int, along axis: Int) -> Tensor {
        shape[axis] == count ? self : taking([Int](repeating: 0, count: count), along: axis)
    }

    /// The elements that are the same along an axis, which gets the size 1.
    func collapsed(along axis: Int) -> Tensor {
        if shape[axis] == 1 { return self }
        var result = taking([0], along: axis).numbers
        let (size, inner) = (shape[axis], shape[(axis + 1)...].reduce(1, *))
        for (place, number) in numbers.enumerated() {
            let target = place / (inner * size) * inner + place % inner
            if number != result[target] { result[target] = .nan }
        }
        var shape = shape
        shape[axis] = 1
        return Tensor(elementType, shape, result)
    }

    /// The numbers along an axis, NaN where they differ along others.
    func numbers(along axis: Int, count: Int) -> [Double] {
        var result = self
        for other in shape.indices where other != axis { result = result.collapsed(along: other) }
        return result.spread(to: count, along: axis).numbers
    }

    /// The elements with the axes in another order.
    func transposed(_ permutation: [Int]) -> Tensor {
        let grid = Positions(shape)
        let target = permutation.map { shape[$0] }
        let steps = permutation.map { grid.strides[$0] }
        var places: [Int] = []
        places.reserveCapacity(grid.count)
        if target.count == 2 {
            for row in 0..<target[0] {
                for column in 0..<target[1] { places.append(row * steps[0] + column * steps[1]) }
            }
        } else {
            Positions(target).forEach { coordinates in
                places.append(zip(coordinates, steps).reduce(0) { $0 + $1.0 * $1.1 })
            }
        }
        return picking(places, shape: target)
    }

    /// NaN where any of the others is, which are broadcast to this one.
    func unknown(where others: [Tensor]) -> Tensor {
        var result = numbers
        for other in others {
            let known = other.numbers
            for (place, source) in Positions(other.shape).broadcast(to: shape).enumerated()
            where known[source].isNaN { result[place] = .nan }
        }
        return Tensor(elementType, shape, result)
    }

    /// Zero where any of the others is, which are broadcast to this one.
    func zero(where others: [Tensor]) -> Tensor {
        var result = numbers
        for other in others {
            let known = other.numbers
            for (place, source) in Positions(other.shape).broadcast(to: shape).enumerated()
            where known[source] == 0 { result[place] = 0 }
        }
        return Tensor(elementType, shape, result)
    }

    /// Only the zeros.
    var zeros: Tensor { Tensor(elementType, shape, numbers.map { $0 == 0 ? 0 : .nan }) }
}
