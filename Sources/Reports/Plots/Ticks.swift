import Foundation

/// Round values along an axis: multiples of 1, 2 or 5 times a power of ten.
public struct Ticks: Sendable, Equatable {
    /// The values, increasing, all inside the domain.
    public let values: [Double]
    /// The distance between neighbours.
    public let step: Double

    /// Chooses the ticks of an axis.
    ///
    /// - Parameters:
    ///   - domain: The values that the axis spans; made usable as ``LinearScale`` does.
    ///   - count: About how many intervals are wanted, at least 1; there are never more than this.
    ///   - wholeNumbersOnly: Whether the step has to be a whole number, as for epochs.
    public init(in domain: ClosedRange<Double>, count: Int, wholeNumbersOnly: Bool = false) {
        let domain = domain.usable
        let wanted = (domain.upperBound - domain.lowerBound) / Double(max(1, count))
        var exponent = log10(wanted).rounded(.down)
        // The slack keeps a step that only rounding makes larger than 1, 2 or 5.
        var factor = [1.0, 2, 5].first { $0 * pow(10, exponent) >= wanted * (1 - 1e-9) } ?? 10
        if wholeNumbersOnly, exponent < 0 { (factor, exponent) = (1, 0) }
        // Dividing by a whole power of ten gives 0.3 where multiplying by 0.1 gives
        // 0.30000000000000004.
        let power = pow(10, abs(exponent))
        let multiple = { (index: Double) in
            exponent < 0 ? index * factor / power : index * factor * power
        }
        step = multiple(1)
        let first = (domain.lowerBound / step - 1e-9).rounded(.up)
        let last = (domain.upperBound / step + 1e-9).rounded(.down)
        // Rounding may leave an end of the domain, or the tick on it, a little outside.
        values = stride(from: first, through: last, by: 1).map {
            min(max(multiple($0) + 0, domain.lowerBound), domain.upperBound)
        }
    }
}

extension Ticks {
    /// The decimal logarithms of 1, 2 and 5 times powers of ten in a domain of logarithms, then those of 1 and
    /// 3 times, then those of the powers.
    static func logarithms(in domain: ClosedRange<Double>) -> [Ticks] {
        let domain = domain.usable
        let exponents = Int(domain.lowerBound.rounded(.down))...Int(domain.upperBound.rounded(.up))
        return [[1.0, 2, 5], [1, 3], [1]].map { factors in
            let values = exponents.flatMap { exponent in
                factors.map { Double(exponent) + log10($0) }
            }
            return Ticks(values: values.filter(domain.contains), step: 1)
        }
    }

    private init(values: [Double], step: Double) {
        (self.values, self.step) = (values, step)
    }
}

extension ClosedRange<Double> {
    /// The range widened to the ticks around it.
    func widenedToTicks(count: Int) -> ClosedRange<Double> {
        let step = Ticks(in: self, count: count).step
        let range = usable
        let lower = (range.lowerBound / step + 1e-9).rounded(.down) * step
        let upper = (range.upperBound / step - 1e-9).rounded(.up) * step
        return lower <= upper ? (lower...upper).usable : range
    }
}
