import Datasets
import Reports

/// Which examples decide while a network is trained: when pruning starts, which epoch was best, what a
/// study goes on with. The test examples decide nothing and are measured at the end.
public enum ValidationSplit: Equatable, Sendable {
    /// A tenth of the training data where something decides, none elsewhere.
    case automatic

    /// None: what is measured while training is measured on the test data.
    case none

    /// A seeded part of the training data with all classes in their shares, in `0..<1`.
    case share(Double)

    /// So many of the training data, likewise.
    case count(Int)

    /// A folder or file of its own, by its name in the folder of the data.
    case part(String)
}

/// The examples that a finished network is measured on.
public enum MeasuredPart: String, CaseIterable, Sendable {
    /// Those that nothing has seen before.
    case test

    /// Those that decide while training; the test examples are left alone.
    case validation
}

extension ValidationSplit {
    /// The share that is taken where something decides and nothing is said.
    static let usualShare = 0.1

    /// The split of a recipe in which something decides, or nothing does.
    func resolved(isNeeded: Bool) -> ValidationSplit {
        self == .automatic ? (isNeeded ? .share(Self.usualShare) : .none) : self
    }

    /// The name of the folder or file where the examples stand, where they have one of their own.
    var partName: String? {
        if case .part(let name) = self { return name }
        return nil
    }

    /// Cuts the training data in two.
    ///
    /// - Parameters:
    ///   - labels: The class of each training example.
    ///   - seed: Decides which examples are taken.
    /// - Returns: The places of both parts, in rising order; `nil` where nothing is cut off.
    /// - Throws: ``RecipeError/invalidValue(key:found:allowed:place:)`` for a number that leaves one
    ///   of both parts empty.
    func parts(
        of labels: [Int], seed: UInt64
    ) throws -> (training: [Int], validation: [Int])? {
        let count: Int
        switch self {
        case .automatic, .none, .part: return nil
        case .share(let share): count = Int((share * Double(labels.count)).rounded())
        case .count(let number): count = number
        }
        guard count > 0, count < labels.count else {
            throw RecipeError.invalidValue(
                key: "data.validation", found: text,
                allowed: "such that both parts of the \(labels.count) training examples have at "
                    + "least one",
                place: "the recipe")
        }
        // Another stream than that of `trainingCount`, so that both are independent.
        let validation = StratifiedSample.indices(
            of: labels, count: count, seed: seed ^ 0x7661_6C69)
        let isTaken = Set(validation)
        return (labels.indices.filter { !isTaken.contains($0) }, validation)
    }
}

extension ValidationSplit {
    /// What recipes may say.
    static let allowed =
        "auto, 0 for none, a share below 1, a number of examples, or the name of a folder or file in "
        + "the folder of the data"

    /// Reads what a recipe says; `nil` for a number that is none of these.
    init?(text: String) {
        switch (text, Int(text), Double(text)) {
        case ("auto", _, _): self = .automatic
        case (_, _, 0?): self = .none
        case (_, let count?, _) where count > 0: self = .count(count)
        case (_, _, let share?) where share > 0 && share < 1: self = .share(share)
        case (_, nil, nil) where !text.isEmpty: self = .part(text)
        default: return nil
        }
    }

    /// As recipes say it.
    var text: String {
        switch self {
        case .automatic: "auto"
        case .none: "0"
        case .share(let share): "\(share)"
        case .count(let count): "\(count)"
        case .part(let name): name
        }
    }
}

extension Allowed where Value == ValidationSplit {
    /// Every split.
    static var validation: Self { Self(description: ValidationSplit.allowed) { _ in true } }
}
