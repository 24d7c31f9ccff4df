/// The elements that a slice takes along one axis.
public struct SliceRange: Equatable, Sendable {
    /// The first element.
    public let start: Int
    /// The distance to the next element, negative for backwards; 1 or −1 where there is none.
    public let step: Int
    /// The number of elements.
    public let count: Int

    /// Clamps start and end as ONNX and NumPy do; negative ones count from the end.
    ///
    /// - Parameters:
    ///   - size: The size of the axis.
    ///   - start: The first element.
    ///   - end: The element that is no longer taken.
    ///   - step: The distance of the elements, not 0.
    public init(size: Int, start: Int, end: Int, step: Int) {
        func clamp(_ index: Int, _ range: ClosedRange<Int>) -> Int {
            let index = index < 0 ? max(index, Int.min + size) + size : index
            return min(max(index, range.lowerBound), range.upperBound)
        }
        let range = step > 0 ? 0...size : -1...(size - 1)
        if size == 0 {
            (self.start, self.step, count) = (0, step.signum(), 0)
            return
        }
        let first = step > 0 ? clamp(start, range) : clamp(start, 0...(size - 1))
        let last = clamp(end, range)
        self.start = first
        let distance = step > 0 ? last - first : first - last
        let width = step.magnitude
        count = distance <= 0 ? 0 : (distance - 1) / Int(clamping: width) + 1
        self.step = count > 1 ? step : step.signum()
    }
}
