/// The kernels of inference, compiled for one set of instructions.
///
/// The same sources are compiled once for each ``InstructionSet``; a caller chooses one when a
/// program starts. All kernels work on single-precision numbers in memory that the caller has
/// checked: they allocate nothing and cannot fail. Lanes come in units of ``laneUnit``; up to the
/// next multiple of it a kernel may read and write more elements than it was asked for.
public protocol KernelLevel: Sendable {
    /// The lanes whose sums fit into registers: how wide a tile should be.
    static var tileLaneCount: Int { get }

    /// The most rows of an image that a tile for a sparse product may have, all computed at once.
    ///
    /// - Parameter laneCount: The lanes of each row, up to ``largestTile``.
    /// - Returns: At least 1.
    static func rowCount(ofTileWithLanes laneCount: Int) -> Int

    /// Multiplies a tile of activations by a block of sparse weights.
    static func multiply(_ weights: SparseBlock, _ tile: ProductTile)

    /// Multiplies a tile of activations by a block of dense weights.
    static func multiply(_ weights: DenseBlock, _ tile: ProductTile)

    /// Multiplies one vector by the rows of a matrix.
    static func multiply(_ product: VectorProduct)

    /// Copies planes with their padding.
    static func pad(_ planes: PaddedPlanes)

    /// Copies the pixels that a block of weights sees into a panel.
    static func pack(_ patches: PatchPanel)

    /// Computes planes of a depthwise convolution or of a pooling.
    static func slide(_ windows: PlaneWindows)

    /// Computes the sums of planes.
    static func sum(_ planes: PlaneSums)

    /// Applies a function to each element of a row.
    static func map(_ function: UnaryKernel, _ row: UnaryRow)

    /// Applies a function to each pair of elements of two rows.
    static func map(_ function: BinaryKernel, _ row: BinaryRow)

    /// Chooses between the elements of two rows.
    static func choose(_ row: ChoiceRow)

    /// Writes the elements of two rows in turns.
    static func interleave(_ rows: InterleavedRows)

    /// Computes softmax along one axis.
    static func softmax(_ rows: NormalizedRows)

    /// Computes layer norm along one axis.
    static func normalize(_ rows: NormalizedRows, _ norm: LayerNorm)

    /// Takes the numbers along one axis together: one result for each row or column.
    static func reduce(_ rows: NormalizedRows, _ reduction: Reduction)

    /// Copies a matrix with its axes swapped.
    static func transpose(_ matrix: TransposedMatrix)

    /// The products that ``multiplyInRegisters(_:_:)`` adds up in each round.
    static var registerProductCount: Int { get }

    /// Multiplies and adds in registers alone: no kernel can be faster.
    ///
    /// - Parameters:
    ///   - roundCount: The number of rounds.
    ///   - factor: What is multiplied with; between 0 and 1, so that sums stay numbers.
    /// - Returns: The sum of what the registers hold in the end.
    static func multiplyInRegisters(_ roundCount: Int, _ factor: Float) -> Float
}

/// The lanes that kernels count in: tiles and planes are padded to multiples of it.
public let laneUnit = 8

/// The most lanes of a tile.
public let largestTile = 80
