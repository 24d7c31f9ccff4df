import InferenceKernels

/// What a file of a prepared network says of itself, as JSON in its metadata.
struct PreparedTable: Codable, Sendable {
    /// The metadata with the graph.
    static let graphKey = "pdp.prepared.graph"
    /// The version of the format.
    static let currentVersion = 1

    var version = currentVersion
    /// The instructions of the kernels.
    let instructionSet: String
    /// How the weights of a layer are multiplied.
    let selection: String
    /// The threads that parts of weights are made for.
    let threads: Int
    /// The numbers that stand for symbols in the graph.
    let sizes: [String: Int]
    /// What decided how weights are laid out.
    let costs: KernelCosts
    /// The inputs of a call; other inputs of the graph are weights.
    let inputs: [String]
    /// The products in the order of the pools.
    let products: [Product]

    /// The version alone, which any version has.
    struct Version: Decodable {
        let version: Int
    }

    /// The weights of one product. The pools have those of one product after those of another.
    struct Product: Codable, Sendable {
        /// The name of a dense product with a single vector.
        static let vector = "vector"

        /// The value that the node of the product defines.
        let output: String
        /// The tensor of the network.
        let weight: String
        /// How it is kept, as `WeightFormat.name`, or ``vector``.
        let format: String
        /// The outputs of all groups, and the inputs of each of them.
        let outputs: Int
        let inputs: Int
        /// The weights that are not zero.
        let nonZeros: Int
        /// Whether it reads padded planes.
        let readsPadding: Bool
        /// What the pools have of each group of outputs.
        let groups: [Counts]
    }

    /// The numbers of elements that pools have.
    struct Counts: Codable, Sendable {
        var blocks = 0
        var runs = 0
        var rows = 0
        var offsets = 0
        var values = 0
    }
}

/// The tensors of a file that have parts of all products.
enum PreparedPool: String, CaseIterable {
    /// The weights.
    case values = "pdp.values"
    /// Where the input of each weight lies, in elements.
    case offsets = "pdp.offsets"
    /// The outputs of rows.
    case rows = "pdp.rows"
    /// Pairs: how many rows there are, and how many weights each has.
    case runs = "pdp.runs"
    /// Where the runs, the number of runs, the rows and the offsets of a block begin.
    case blocks = "pdp.blocks"
    /// Where the inputs of a product lie.
    case places = "pdp.places"

    /// What stands behind all, so that vectors may be loaded up to the last weight.
    static let padding = (name: "pdp.padding", byteCount: 256)
}
