import Yams

/// A moment in a run, or a length of time in it: `3 epochs`, `500 steps` or `30 %` of the run.
public enum RunTime: Equatable, Sendable {
    /// Passes over the training data, and parts of one.
    case epochs(Double)

    /// Steps of the optimizer.
    case steps(Int)

    /// The hundredth part of all epochs, so many times.
    case percent(Double)
}

extension RunTime {
    /// The number, without its unit.
    var amount: Double {
        switch self {
        case .epochs(let number), .percent(let number): number
        case .steps(let count): Double(count)
        }
    }

    /// Whether the time is counted in steps, whose number in an epoch is known with the data alone.
    var isInSteps: Bool {
        if case .steps = self { true } else { false }
    }

    /// The time in epochs, in a run of `epochCount`; `nil` for one in steps.
    func epochs(of epochCount: Int) -> Double? {
        switch self {
        case .epochs(let epochs): epochs
        case .percent(let percent): percent * Double(epochCount) / 100
        case .steps: nil
        }
    }

    /// The time in epochs, in a run of `epochCount` with `stepsPerEpoch`.
    func epochs(of epochCount: Int, stepsPerEpoch: Int) -> Double {
        epochs(of: epochCount) ?? amount / Double(max(stepsPerEpoch, 1))
    }

    /// The time in steps, to the nearest one, in a run of `epochCount` with `stepsPerEpoch`.
    func steps(of epochCount: Int, stepsPerEpoch: Int) -> Int {
        if case .steps(let count) = self { return count }
        let epochs = epochs(of: epochCount, stepsPerEpoch: stepsPerEpoch)
        return Int((epochs * Double(max(stepsPerEpoch, 1))).rounded())
    }
}

extension RunTime: CustomStringConvertible {
    /// Reads the words of a recipe; `nil` for others. A bare 0 needs no unit.
    init?(_ text: String) {
        guard let words = text.wholeMatch(of: /([0-9.eE+-]+) *(epochs?|steps?|%)?/),
            let amount = Double(words.1), amount.isFinite, amount >= 0
        else { return nil }
        switch words.2 {
        case "epoch", "epochs": self = .epochs(amount)
        case "%": self = .percent(amount)
        case nil where amount == 0: self = .epochs(0)
        case nil: return nil
        default:
            guard let count = Int(exactly: amount) else { return nil }
            self = .steps(count)
        }
    }

    /// The time as a recipe says it, such as `3 epochs`.
    public var description: String {
        switch self {
        case .epochs(let number): Self.number(number) + (number == 1 ? " epoch" : " epochs")
        case .steps(let count): "\(count)" + (count == 1 ? " step" : " steps")
        case .percent(let number): Self.number(number) + " %"
        }
    }

    private static func number(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }
}

extension RunTime: RecipeValue {
    init?(recipeNode node: Node) {
        guard let text = node.scalar?.string else { return nil }
        self.init(text)
    }

    var recipeNode: Node { description.recipeNode }
}

extension Allowed<RunTime> {
    /// Times of any length.
    static var anyTime: Self {
        Self(description: "a time such as \(examples)") { _ in true }
    }

    /// Times longer than none.
    static var someTime: Self {
        Self(description: "a time above 0, such as \(examples)") { $0.amount > 0 }
    }

    /// Times of at most so many of the `epochCount` epochs of a run, and of any number of steps.
    static func atMost(epochs: Int, of epochCount: Int) -> Self {
        let most = RunTime.epochs(Double(epochs))
        let description =
            epochs == 0
            ? "0, or a number of steps such as '500 steps'"
            : "a time of at most \(most), such as \(examples)"
        return Self(description: description) {
            $0.epochs(of: epochCount) ?? 0 <= Double(epochs)
        }
    }

    private static var examples: String { "'1 epoch', '500 steps' or '30 %'" }
}
