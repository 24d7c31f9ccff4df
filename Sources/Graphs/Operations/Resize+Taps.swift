extension Resize {
    /// An element of the input and its share in an element of the output, along one axis.
    public struct Tap: Equatable, Sendable {
        /// The index along the axis of the input.
        public let place: Int
        /// The share; those of one element of the output sum to 1.
        public let weight: Double
    }

    /// What every element of the output is made of, axis by axis.
    ///
    /// - Parameters:
    ///   - input: The shape of the input.
    ///   - output: The shape of the output.
    ///   - scales: The factors of the sizes, where the node gives these; by default the quotients of the
    ///     sizes.
    /// - Returns: For each axis and each index of the output one tap, or two.
    public func taps(from input: [Int], to output: [Int], scales: [Double]? = nil) -> [[[Tap]]] {
        input.indices.map { axis in
            let scale = scales?[axis] ?? Double(output[axis]) / Double(input[axis])
            return (0..<output[axis]).map { index in
                let place = source(
                    index, scale: scale, size: Double(input[axis]), length: Double(output[axis]))
                return taps(at: place, last: input[axis] - 1)
            }
        }
    }

    /// The place of the input that belongs to an index of the output along one axis.
    private func source(
        _ index: Int, scale: Double, size: Double, length: Double
    ) -> Double {
        switch coordinates {
        case .halfPixel: (Double(index) + 0.5) / scale - 0.5
        case .pytorchHalfPixel: length > 1 ? (Double(index) + 0.5) / scale - 0.5 : 0
        case .alignCorners: length > 1 ? Double(index) * (size - 1) / (length - 1) : 0
        case .asymmetric: Double(index) / scale
        }
    }

    private func taps(at place: Double, last: Int) -> [Tap] {
        func clamp(_ place: Double) -> Int { min(max(Int(place), 0), last) }
        switch mode {
        case .nearest:
            let nearest =
                switch rounding {
                case .preferFloor: (place - 0.5).rounded(.up)
                case .preferCeil: (place + 0.5).rounded(.down)
                case .floor: place.rounded(.down)
                case .ceil: place.rounded(.up)
                }
            return [Tap(place: clamp(nearest), weight: 1)]
        case .linear:
            let inside = min(max(place, 0), Double(last))
            let low = inside.rounded(.down)
            let share = inside - low
            return share == 0
                ? [Tap(place: clamp(low), weight: 1)]
                : [
                    Tap(place: clamp(low), weight: 1 - share),
                    Tap(place: clamp(low + 1), weight: share),
                ]
        }
    }
}
