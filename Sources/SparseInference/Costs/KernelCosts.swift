public import InferenceKernels

/// What multiplying weights costs with one set of instructions, which decides how each layer is computed.
///
/// Times are in units of one weight that shares its index with three others, as those of the dense format and of
/// 4×1 blocks do. No result depends on them.
public struct KernelCosts: Equatable, Sendable {
    /// A weight with an index of its own.
    public var nonZero: Double
    /// The start and the end of a row of weights in a block of inputs.
    public var row: Double
    /// The most inputs of a block of single weights: few enough that their lanes stay in a near cache, and
    /// enough that results are seldom loaded again.
    public var blockDepth: Int
    /// The most inputs of a block of rows of four outputs, those of the dense format too.
    public var sharedBlockDepth: Int

    /// Makes costs.
    public init(nonZero: Double, row: Double, blockDepth: Int, sharedBlockDepth: Int) {
        self.nonZero = nonZero
        self.row = row
        self.blockDepth = blockDepth
        self.sharedBlockDepth = sharedBlockDepth
    }

    /// What was measured on an AMD EPYC (Zen 4) in its caches (note 0041); portable kernels are taken to cost
    /// what those of AVX2 do.
    public static func usual(for instructionSet: InstructionSet) -> KernelCosts {
        switch instructionSet {
        case .avx512:
            KernelCosts(nonZero: 1.55, row: 4, blockDepth: 112, sharedBlockDepth: 448)
        case .avx2, .portable:
            KernelCosts(nonZero: 1.5, row: 4, blockDepth: 112, sharedBlockDepth: 448)
        }
    }

    /// What ``KernelCostsFile/usual`` says of this processor, or else ``usual(for:)``, also where that file cannot
    /// be read: no result depends on it.
    ///
    /// The file is read once, at the first call.
    public static func current(for instructionSet: InstructionSet) -> KernelCosts {
        saved[instructionSet] ?? usual(for: instructionSet)
    }

    private static let saved = (try? KernelCostsFile.usual?.costs()) ?? [:]
}

extension KernelCosts: Codable {
    /// Reads costs.
    ///
    /// - Throws: `DecodingError`, for numbers that no processor has too.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func number<Number: Comparable & Decodable>(
            _ key: CodingKeys, _ allowed: ClosedRange<Number>
        ) throws -> Number {
            let number = try values.decode(Number.self, forKey: key)
            guard allowed.contains(number) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: values,
                    debugDescription:
                        "\(key.stringValue) is \(number); it must be in \(allowed)")
            }
            return number
        }
        nonZero = try number(.nonZero, 0.1...100)
        row = try number(.row, 0...1000)
        blockDepth = try number(.blockDepth, 16...4096)
        sharedBlockDepth = try number(.sharedBlockDepth, 16...4096)
    }
}
