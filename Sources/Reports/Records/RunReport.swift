/// Everything that the page about one run shows.
public struct RunReport: Codable, Sendable, Equatable {
    /// A fact about the machine or the software, as in "LibTorch" and "2.13.0".
    public struct Fact: Codable, Sendable, Equatable {
        /// What the fact is about.
        public var name: String
        /// What holds.
        public var value: String

        /// Makes a fact.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What came out.
    public var summary: RunSummary
    /// What was measured, epoch by epoch.
    public var epochs: [EpochRecord]
    /// The prunable layers, in the order of the network.
    public var layers: [LayerRecord]
    /// The first epoch with pruning, in the count of ``EpochRecord/epoch``.
    public var pruningStart: Int?
    /// The first epoch with fixed masks, in the count of ``EpochRecord/epoch``.
    public var freezeStart: Int?
    /// How well the written network tells the classes, in the order of their labels.
    public var classes: [ClassRecord]?
    /// The text of the recipe as it was run.
    public var recipe: String
    /// The machine and the software.
    public var environment: [Fact]

    /// Makes a report; epochs and layers may be empty.
    public init(
        summary: RunSummary, epochs: [EpochRecord], layers: [LayerRecord],
        pruningStart: Int? = nil, freezeStart: Int? = nil, classes: [ClassRecord]? = nil,
        recipe: String, environment: [Fact] = []
    ) {
        self.summary = summary
        self.epochs = epochs
        self.layers = layers
        self.pruningStart = pruningStart
        self.freezeStart = freezeStart
        self.classes = classes
        self.recipe = recipe
        self.environment = environment
    }
}
