/// Where the floats of a value lie: a buffer, the place of the first element, and how far apart
/// elements are along each axis.
///
/// Axes may stand in any order in memory, so that transposing, splitting and joining axes are free
/// where the distances allow it.
package struct View: Sendable {
    /// A stretch of memory.
    package enum Buffer: Hashable, Sendable {
        /// Planned memory of a call.
        case planned(Int)
        /// Memory of the network.
        case constant(Int)
    }

    var buffer: Buffer
    var offset = 0
    var shape: [Int]
    /// The distance of neighbours along each axis in elements, 0 where one element is repeated.
    package var strides: [Int]

    /// Makes a view from the first element of a buffer on.
    package init(buffer: Buffer, shape: [Int], strides: [Int]) {
        self.buffer = buffer
        self.shape = shape
        self.strides = strides
    }

    var count: Int { shape.reduce(1, *) }

    /// The distances in memory without gaps, the last axis fastest.
    static func packedStrides(_ shape: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in shape.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * max(shape[axis + 1], 1)
        }
        return strides
    }

    /// Whether the elements of some axes follow each other without gaps.
    func isPacked(_ axes: Range<Int>) -> Bool { joinedStride(axes) == 1 }

    /// The distance of neighbours along some axes taken together; nil where they differ, 1 for a
    /// single element.
    func joinedStride(_ axes: Range<Int>) -> Int? {
        let axes = axes.filter { shape[$0] != 1 }
        guard let last = axes.last else { return 1 }
        for (outer, inner) in zip(axes, axes.dropFirst())
        where strides[outer] != strides[inner] * shape[inner] {
            return nil
        }
        return strides[last]
    }

    /// The same elements with axes in another order.
    package func transposed(_ permutation: [Int]) -> View {
        var view = self
        view.shape = permutation.map { shape[$0] }
        view.strides = permutation.map { strides[$0] }
        return view
    }

    /// The view as a tensor of a shape that it is broadcast to.
    func broadcast(to target: [Int]) -> View {
        var view = self
        let added = target.count - shape.count
        view.shape = target
        view.strides = target.indices.map { axis in
            axis < added || shape[axis - added] == 1 ? 0 : strides[axis - added]
        }
        return view
    }

    /// The part from `start` on along one axis.
    func part(_ range: Range<Int>, along axis: Int) -> View {
        var view = self
        view.offset += range.lowerBound * strides[axis]
        view.shape[axis] = range.count
        return view
    }

    /// Every `step`-th element from `start` on along one axis.
    func part(from start: Int, step: Int, count: Int, along axis: Int) -> View {
        var view = part(start..<start + count, along: axis)
        view.strides[axis] *= step
        return view
    }

    /// The same elements in another shape, nil where their distances do not allow it.
    ///
    /// Axes are matched in groups of equal products from the front; a group of the old shape must have
    /// one distance, which the axes of the new shape share out.
    package func reshaped(to target: [Int]) -> View? {
        guard count == target.reduce(1, *), count > 0 else { return nil }
        var view = self
        view.shape = target
        view.strides = [Int](repeating: 0, count: target.count)
        var (old, new) = (0, 0)
        while old < shape.count || new < target.count {
            let (firstOld, firstNew) = (old, new)
            var (oldCount, newCount) = (1, 1)
            repeat {
                if oldCount <= newCount, old < shape.count {
                    oldCount *= shape[old]
                    old += 1
                } else if new < target.count {
                    newCount *= target[new]
                    new += 1
                } else {
                    oldCount *= shape[old]
                    old += 1
                }
            } while oldCount != newCount
            guard var stride = joinedStride(firstOld..<old) else { return nil }
            for axis in (firstNew..<new).reversed() {
                view.strides[axis] = stride
                stride *= target[axis]
            }
        }
        return view
    }
}
