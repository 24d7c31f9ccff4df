/// The bounds of what is written, such as 0 and infinity for ReLU. NaN stays NaN.
struct OutputLimits {
    private let lower: Lanes
    private let upper: Lanes

    init(_ bounds: ClosedRange<Float>) {
        lower = Lanes(repeating: bounds.lowerBound)
        upper = Lanes(repeating: bounds.upperBound)
    }

    @inline(__always)
    func limited(_ values: Lanes) -> Lanes {
        let raised = values.replacing(with: lower, where: values .< lower)
        return raised.replacing(with: upper, where: raised .> upper)
    }

    /// The gradient with respect to what was limited, of which either the values or the outputs are given:
    /// 0 at the bounds and outside of them, as LibTorch has it.
    @inline(__always)
    func gradient(_ gradient: Lanes, of values: Lanes) -> Lanes {
        gradient.replacing(with: Lanes.zero, where: values .<= lower)
            .replacing(with: Lanes.zero, where: values .>= upper)
    }
}
