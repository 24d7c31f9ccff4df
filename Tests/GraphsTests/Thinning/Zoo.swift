import Graphs

/// Small networks, each with something that makes it awkward to take channels out.
struct AwkwardNetwork: Sendable, CustomStringConvertible {
    let name: String
    /// The couplings of which channels may be removed, as `conv1.weight 8`.
    let removable: [String]
    /// Channels that stay although their weights are zero, as they must send on constants.
    let carrierCount: Int
    let build: @Sendable (inout NetworkBuilder) throws -> [String]

    init(
        _ name: String, _ removable: [String], carriers: Int = 0,
        _ build: @escaping @Sendable (inout NetworkBuilder) throws -> [String]
    ) {
        self.name = name
        self.removable = removable
        carrierCount = carriers
        self.build = build
    }

    var description: String { name }

    func graph(_ elementType: ElementType = .float64) throws -> Graph {
        var builder = NetworkBuilder(elementType, seed: 7)
        let outputs = try build(&builder)
        return builder.graph(outputs)
    }

    static let all =
        convolutional + branching + reshaping + attentive + averaged + divided + unusual
}

extension NetworkBuilder {
    /// A batch of small images.
    mutating func image(_ channels: Int = 3, size: Int = 6) -> String {
        input("x", ["batch", .known(channels), .known(size), .known(size)])
    }

    /// A batch of sequences.
    mutating func sequence(_ width: Int, length: Dimension = 4) -> String {
        input("x", ["batch", length, .known(width)])
    }
}
