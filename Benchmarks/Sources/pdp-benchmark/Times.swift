import Foundation

/// The seconds that `body` takes.
func elapsed(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    return try clock.measure(body) / .seconds(1)
}

/// The middle of `values`.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
        ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}

/// Seconds as text.
func milliseconds(_ seconds: Double) -> String {
    String(format: "%.3f ms", 1000 * seconds)
}
