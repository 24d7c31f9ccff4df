extension MagnitudeSearch {
    /// Finds the magnitudes in a copy of the values, by quickselect.
    func partition(
        atRanks ranks: ClosedRange<Int>
    ) throws(KernelError) -> (lower: Int32, upper: Int32) {
        var copy = (0..<count).map { magnitude(at: $0) }
        if let index = copy.firstIndex(where: { $0 > largestAllowed }) {
            throw refusal(at: index)
        }
        return copy.withUnsafeMutableBufferPointer { values in
            quickselect(ranks.lowerBound - 1, in: values)
            let rest = UnsafeMutableBufferPointer(rebasing: values[(ranks.lowerBound - 1)...])
            quickselect(ranks.upperBound - ranks.lowerBound, in: rest)
            return (values[ranks.lowerBound - 1], values[ranks.upperBound - 1])
        }
    }
}

/// Moves the value that belongs at `position` in sorted order there, smaller or equal values
/// before it and larger or equal ones after it (Hoare 1961, pivot the median of three).
func quickselect(_ position: Int, in values: UnsafeMutableBufferPointer<Int32>) {
    var low = 0
    var high = values.count - 1
    while low < high {
        let middle = values[low + (high - low) / 2]
        let least = min(values[low], values[high])
        let pivot = max(least, min(middle, max(values[low], values[high])))
        var left = low
        var right = high
        while left <= right {
            while values[left] < pivot { left += 1 }
            while values[right] > pivot { right -= 1 }
            if left <= right {
                values.swapAt(left, right)
                left += 1
                right -= 1
            }
        }
        if position <= right {
            high = right
        } else if position >= left {
            low = left
        } else {
            return
        }
    }
}
