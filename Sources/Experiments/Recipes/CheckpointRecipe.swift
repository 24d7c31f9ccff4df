import Yams

/// When checkpoints are written and which are kept. Nothing of it changes a number of the run.
public struct CheckpointRecipe: Equatable, Sendable {
    /// The time between two of them.
    public var every = CheckpointInterval.epochs(1)

    /// How many of the last ones are kept.
    public var keptCount = 1

    /// Whether that of the best epoch is kept as well.
    public var keepsBest = false

    /// One at the end of every epoch; the last one is kept.
    public init() {}
}

/// The time between two checkpoints.
public enum CheckpointInterval: Equatable, Sendable {
    /// Written at the end of every so many epochs.
    case epochs(Int)

    /// Written after so many steps of the optimizer, and at the end of every epoch.
    case steps(Int)

    /// Written after the first step that ends so many seconds later, and at the end of every epoch.
    case seconds(Double)

    /// Whether it is no shorter than a tenth of a second, or counted in something else: steps are not
    /// so short that less would mean anything.
    var isLongEnough: Bool {
        if case .seconds(let seconds) = self { seconds >= 0.1 } else { true }
    }
}

extension CheckpointInterval: CustomStringConvertible {
    private static let units: [(word: String, seconds: Double)] = [
        ("hour", 3_600), ("minute", 60), ("second", 1),
    ]

    /// Reads the words of a recipe, such as `500 steps` or `10 minutes`; `nil` for others, and for 0.
    init?(_ text: String) {
        guard let words = text.wholeMatch(of: /([0-9.eE+-]+) *([a-z]+?)s?/),
            let amount = Double(words.1), amount > 0, amount <= 1e9
        else { return nil }
        switch words.2 {
        case "epoch", "step":
            guard let count = Int(exactly: amount) else { return nil }
            self = words.2 == "epoch" ? .epochs(count) : .steps(count)
        default:
            guard let unit = Self.units.first(where: { $0.word == words.2 }) else { return nil }
            self = .seconds(amount * unit.seconds)
        }
    }

    /// The interval as a recipe says it, in the largest unit that makes a whole number.
    public var description: String {
        switch self {
        case .epochs(let count): return Self.text(Double(count), "epoch")
        case .steps(let count): return Self.text(Double(count), "step")
        case .seconds(let seconds):
            let unit = Self.units.first { Int(exactly: seconds / $0.seconds) != nil }
            return unit.map { Self.text(seconds / $0.seconds, $0.word) }
                ?? Self.text(seconds, "second")
        }
    }

    private static func text(_ amount: Double, _ unit: String) -> String {
        let number = Int(exactly: amount).map { "\($0)" } ?? "\(amount)"
        return "\(number) \(unit)" + (amount == 1 ? "" : "s")
    }
}

extension CheckpointInterval: RecipeValue {
    init?(recipeNode node: Node) {
        guard let text = node.scalar?.string else { return nil }
        self.init(text)
    }

    var recipeNode: Node { description.recipeNode }
}

/// Which network a run ends with.
public enum ResultChoice: String, Sendable, CaseIterable {
    /// That of the last epoch.
    case last

    /// That of the best epoch by the validation metric, among those with all zeros in their places.
    case best
}

/// When a run ends before its last epoch.
public struct EarlyStopRecipe: Equatable, Sendable {
    /// How many epochs may go by without a better one.
    public var patience: RunTime

    /// Stops after `patience`.
    public init(patience: RunTime = .epochs(5)) { self.patience = patience }

    /// The patience in whole epochs, of a run of `epochCount`, at least 1.
    func epochs(of epochCount: Int) -> Int {
        max(1, Int((patience.epochs(of: epochCount) ?? 1).rounded(.up)))
    }
}
