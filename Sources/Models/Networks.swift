public import Layers
import Synchronization

/// What a network is made for.
public struct NetworkRequest: Equatable, Sendable {
    /// An input of the network, without the axis of the batch.
    public struct Input: Codable, Equatable, Sendable {
        /// The name.
        public var name: String

        /// The sizes of one example.
        public var shape: [Int]

        /// Whether the numbers are whole, such as tokens or categories.
        public var isInteger: Bool

        /// Describes an input.
        public init(_ name: String, shape: [Int], isInteger: Bool = false) {
            self.name = name
            self.shape = shape
            self.isInteger = isInteger
        }
    }

    /// What the network gets, in order.
    public var inputs: [Input]

    /// How many numbers it gives for an example, or for each position of one: the classes, the labels,
    /// the numbers that are wanted.
    public var outputCount: Int

    /// Describes a request.
    public init(inputs: [Input], outputCount: Int) {
        self.inputs = inputs
        self.outputCount = outputCount
    }

    /// The sizes of the only input, or of the one called `name`.
    ///
    /// - Throws: ``ModelError/unfitInputs(found:needed:)``.
    public func shape(of name: String? = nil) throws -> [Int] {
        let found = inputs.filter { name == nil || $0.name == name }
        guard found.count == 1 else {
            throw ModelError.unfitInputs(
                found: inputs.map(\.name), needed: name.map { "an input '\($0)'" } ?? "one input")
        }
        return found[0].shape
    }
}

/// A kind of network that recipes can name.
public struct NetworkKind: Sendable {
    /// The name in recipes and files.
    public let name: String

    /// One line for people.
    public let summary: String

    /// Makes the network with random weights.
    public let make: @Sendable (NetworkRequest) throws -> any Network

    /// Describes a kind of network.
    public init(
        name: String, summary: String,
        make: @escaping @Sendable (NetworkRequest) throws -> any Network
    ) {
        self.name = name
        self.summary = summary
        self.make = make
    }
}

/// The networks by their names in recipes and files: those of this package, and those that a program
/// has added.
///
///     try Networks.add(
///         NetworkKind(name: "two-towers", summary: "an image and a text") {
///             try TwoTowers(imageShape: $0.shape(of: "image"), outputCount: $0.outputCount)
///         })
public enum Networks {
    private static let own = [multilayerPerceptron]

    private static let added = Mutex<[NetworkKind]>([])

    /// The networks for any data, those of this package first.
    public static var forAnyData: [NetworkKind] { own + added.withLock { $0 } }

    /// The names of all networks, those for images and sentences first.
    public static var names: [String] {
        ImageNetwork.all.map(\.name) + LanguageNetwork.names + forAnyData.map(\.name)
    }

    /// Makes a network of one's own known to recipes and to the files of models.
    ///
    /// - Throws: ``ModelError/networkExists(_:)`` if there is one of that name.
    public static func add(_ network: NetworkKind) throws {
        try added.withLock { added in
            let taken = ImageNetwork.all.map(\.name) + LanguageNetwork.names
            guard !(taken + (own + added).map(\.name)).contains(network.name) else {
                throw ModelError.networkExists(network.name)
            }
            added.append(network)
        }
    }

    /// The network for any data called `name`; `nil` if there is none.
    public static func forAnyData(named name: String) -> NetworkKind? {
        forAnyData.first { $0.name == name }
    }

    /// Two hidden layers of 256 values.
    static let multilayerPerceptron = NetworkKind(
        name: "mlp", summary: "multilayer perceptron for numbers, two hidden layers of 256 values"
    ) {
        try MultilayerPerceptron(
            inputCount: $0.shape().reduce(1, *), hiddenCounts: [256, 256],
            outputCount: $0.outputCount)
    }
}
