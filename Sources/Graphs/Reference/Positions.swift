/// The places of elements of a shape, the last axis fastest.
struct Positions {
    let shape: [Int]
    /// How far apart neighbours along each axis are.
    let strides: [Int]

    init(_ shape: [Int]) {
        self.shape = shape
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in shape.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * shape[axis + 1]
        }
        self.strides = strides
    }

    var count: Int { shape.reduce(1, *) }

    /// Calls `body` with the coordinates of every element in order.
    func forEach(_ body: ([Int]) -> Void) {
        var coordinates = [Int](repeating: 0, count: shape.count)
        for _ in 0..<count {
            body(coordinates)
            for axis in shape.indices.reversed() {
                coordinates[axis] += 1
                if coordinates[axis] < shape[axis] { break }
                coordinates[axis] = 0
            }
        }
    }

    /// The place of the element at coordinates.
    func position(_ coordinates: [Int]) -> Int {
        zip(coordinates, strides).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// For every element of a larger shape, the place of the element that is broadcast to it.
    func broadcast(to larger: [Int]) -> [Int] {
        let offset = larger.count - shape.count
        let steps = shape.indices.map { shape[$0] == 1 ? 0 : strides[$0] }
        var result: [Int] = []
        result.reserveCapacity(larger.reduce(1, *))
        Positions(larger).forEach { coordinates in
            var position = 0
            for axis in steps.indices { position += coordinates[axis + offset] * steps[axis] }
            result.append(position)
        }
        return result
    }
}
