import Foundation
import Yams

/// The values that a setting may have in the trials of a study.
enum SettingRange {
    /// One of these, as they are written.
    case values([Node])

    /// A number from the lower to the upper bound.
    case numbers(ClosedRange<Double>, Scale)

    /// How numbers are spread between two bounds.
    enum Scale: String, CaseIterable {
        case linear, log, whole
    }

    /// The value that stands at `share`, in 0..<1, of the range. Numbers have three digits that count, and more where
    /// those would leave the range or not tell its parts apart.
    func value(at share: Double) -> Node {
        switch self {
        case .values(let nodes): nodes[Int(share * Double(nodes.count))]
        case .numbers(let range, let scale):
            Node(scale.text(of: scale.number(at: share, of: range), in: range), Tag(.implicit))
        }
    }
}

extension SettingRange.Scale {
    fileprivate func number(at share: Double, of range: ClosedRange<Double>) -> Double {
        let (lower, upper) = (range.lowerBound, range.upperBound)
        return switch self {
        case .linear: lower + share * (upper - lower)
        case .log: lower * pow(upper / lower, share)
        case .whole: min(upper, lower + (share * (upper - lower + 1)).rounded(.down))
        }
    }

    fileprivate func text(of number: Double, in range: ClosedRange<Double>) -> String {
        guard self != .whole else { return String(format: "%.0f", number) }
        let step = 0.01 * (range.upperBound - range.lowerBound)
        let texts = (3...17).lazy.map { String(format: "%.\($0)g", number) }
        return texts.first { text in
            Double(text).map { range.contains($0) && abs($0 - number) <= step } ?? false
        } ?? "\(number)"
    }
}

extension SettingRange {
    /// Reads the range under `key`: a list, or `from`, `to` and `scale`.
    init(_ section: RecipeSection, _ key: String) throws {
        if let nodes = section.node(key)?.sequence {
            let texts = nodes.compactMap { node in
                node.scalar.map { scalar in Double(scalar.string).map { "\($0)" } ?? scalar.string }
            }
            guard nodes.count > 1, Set(texts).count == nodes.count else {
                throw section.refusal(
                    of: key, allowed: "two values or more, each of them once and none a list")
            }
            self = .values(nodes.map(\.withoutMarks))
            return
        }
        guard section.node(key)?.mapping != nil, let range = try section.section(key) else {
            throw section.refusal(
                of: key, allowed: "a list of values, or a mapping of 'from', 'to' and 'scale'")
        }
        let scale = try range.value("scale", Scale.linear, .oneOf(Scale.allCases))
        let lower: Double = try range.value("from", nil, scale.bounds)
        let upper: Double = try range.value("to", nil, scale.bounds)
        try range.finish()
        guard lower < upper else {
            throw range.refusal(of: "to", allowed: "above 'from', \(lower)")
        }
        self = .numbers(lower...upper, scale)
    }
}

extension SettingRange.Scale: RecipeValue {
    /// What the ends of a range may be.
    fileprivate var bounds: Allowed<Double> {
        switch self {
        case .linear: .any
        case .log: .aboveZero
        case .whole:
            Allowed(description: "a whole number") { $0 == $0.rounded() && abs($0) < 0x1p53 }
        }
    }
}
