package import Graphs

extension Graph {
    /// Sizes for the symbols of the inputs, where nothing else says them: the examples along the first axis,
    /// 224 for the sides of images, and 128 for others.
    package func usualSizes(batch: Int) -> [String: Int] {
        var sizes: [String: Int] = [:]
        for input in inputs {
            for (axis, size) in input.type.shape.enumerated() {
                guard case .symbol(let name) = size, sizes[name] == nil else { continue }
                sizes[name] = axis == 0 ? batch : input.type.shape.count == 4 ? 224 : 128
            }
        }
        return sizes
    }
}
