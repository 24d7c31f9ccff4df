public import Graphs

extension InferenceModel {
    /// Inputs to measure with: numbers between −1 and 1, and whole numbers 0 and 1, the same every time.
    ///
    /// - Returns: A tensor for each input.
    /// - Throws: `GraphError` for a type that no tensor can have.
    public func randomInputs() throws -> [String: TensorData] {
        var state: UInt64 = 1
        func next() -> Double {
            // Linear congruence, as in Knuth's MMIX: the numbers only have to be different.
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-52 - 1
        }
        return try Dictionary(
            inputs.map { input in
                let type = input.type
                let shape = type.shape.compactMap(\.value)
                let numbers = (0..<shape.reduce(1, *)).map { _ in next() }
                return (
                    input.name,
                    type.elementType.isFloatingPoint
                        ? try TensorData(type.elementType, numbers: numbers, shape: shape)
                        : try TensorData(
                            type.elementType, integers: numbers.map { $0 < 0 ? 0 : 1 }, shape: shape
                        )
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The times of single calls, shortest first, after some that are not counted.
    ///
    /// - Parameters:
    ///   - inputs: As in ``predict(_:)``.
    ///   - seconds: How long is measured; at least one call.
    ///   - uncountedCount: The calls before.
    /// - Returns: The times.
    /// - Throws: As ``predict(_:)``.
    public func latencies(
        _ inputs: [String: TensorData], seconds: Double, uncountedCount: Int = 3
    ) throws -> [Duration] {
        try Self.latencies(
            of: [self], [inputs], seconds: seconds, uncountedCount: uncountedCount)[0]
    }

    /// The times of single calls of several networks in turns, so that whatever else the machine does
    /// slows all of them alike.
    ///
    /// - Parameters:
    ///   - models: The networks.
    ///   - inputs: The inputs of each.
    ///   - seconds: How long is measured; at least one call of each.
    ///   - uncountedCount: The calls of each before.
    /// - Returns: The times of each network, shortest first.
    /// - Throws: As ``predict(_:)``.
    public static func latencies(
        of models: [InferenceModel], _ inputs: [[String: TensorData]], seconds: Double,
        uncountedCount: Int = 3
    ) throws -> [[Duration]] {
        let clock = ContinuousClock()
        for (model, inputs) in zip(models, inputs) {
            for _ in 0..<uncountedCount { _ = try model.predict(inputs) }
        }
        var times = models.map { _ in [Duration]() }
        let end = clock.now + .seconds(seconds)
        repeat {
            for (index, model) in models.enumerated() {
                times[index].append(
                    try clock.measure { _ = try model.predict(inputs[index]) })
            }
        } while clock.now < end
        return times.map { $0.sorted() }
    }
}
