import Graphs

extension Graph {
    /// The size of the first axis that is free in front of an input, or else of the first input.
    ///
    /// - Parameter sizes: Numbers for free sizes.
    /// - Returns: The size; nil where it is not known.
    func exampleCount(_ sizes: [String: Int]) -> Int? {
        let axes = inputs.compactMap(\.type.shape.first)
        for case .symbol(let name) in axes { return sizes[name] }
        return axes.first?.value
    }

    /// The examples of a call.
    ///
    /// - Parameters:
    ///   - sizes: Numbers for free sizes.
    ///   - batch: What was asked for with `--batch`.
    ///   - model: What errors call the network.
    /// - Returns: The number; what was asked for where there are no inputs.
    /// - Throws: ``Failure`` where the network takes another number.
    func exampleCount(_ sizes: [String: Int], asked batch: Int, model: String) throws -> Int {
        let count = exampleCount(sizes) ?? batch
        guard batch == 1 || batch == count else {
            throw Failure(
                .wrongUsage,
                "--batch is \(batch), and '\(model)' takes \(count) examples in every call")
        }
        return count
    }
}
