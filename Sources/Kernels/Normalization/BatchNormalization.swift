/// Batch normalisation of images while training, fused with what usually follows it: an addition and
/// ReLU.
///
/// y = limit(γ·(x − μ)/√(v + ε) + β + r), with the mean μ and the variance v of each channel of the batch.
/// The input is read once for the statistics and once for the output. The sums are exact to double
/// precision, and μ is subtracted before anything is multiplied: a mean that is large beside the deviation
/// costs no digits.
///
/// Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015, arXiv:1502.03167, algorithm 1.
public struct BatchNormalization: Sendable {
    let layout: ImageLayout
    let limits: OutputLimits?
    let threads: Threads
    private let epsilon: Double

    /// - Parameters:
    ///   - layout: That of all buffers.
    ///   - epsilon: ε, above 0.
    ///   - bounds: What the output is limited to, `0...(.infinity)` for ReLU; `nil` for nothing.
    ///   - threads: The threads of one call; no result depends on them.
    public init(
        _ layout: ImageLayout, epsilon: Double, bounds: ClosedRange<Float>? = nil, threads: Threads
    ) {
        self.layout = layout
        self.epsilon = epsilon
        self.threads = threads
        limits = bounds.map(OutputLimits.init)
    }

    /// Writes y.
    ///
    /// - Parameters:
    ///   - input: x.
    ///   - scale: γ, `[channels]`.
    ///   - shift: β, `[channels]`.
    ///   - residual: r; `nil` for nothing.
    ///   - output: y; it may be the memory of `residual`.
    /// - Returns: The statistics of the batch, which the gradient is computed with.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeOutput(
        of input: UnsafeBufferPointer<Float>, scale: [Float], shift: [Float],
        residual: UnsafeBufferPointer<Float>? = nil,
        into output: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) -> NormalizedChannels {
        try checkElementCount(scale.count, is: layout.channelCount, of: "scale")
        try checkElementCount(shift.count, is: layout.channelCount, of: "shift")
        try checkElementCount(input.count, is: layout.count, of: "input")
        try checkElementCount(residual?.count ?? layout.count, is: layout.count, of: "residual")
        try checkElementCount(output.count, is: layout.count, of: "output")
        guard let x = input.baseAddress, let y = output.baseAddress else {
            return NormalizedChannels([], layout)
        }
        let channels = normalizedChannels(of: x, scale: scale, shift: shift)
        let operands = PassOperands(x: x, second: residual?.baseAddress, output: y)
        layout.forEachBlock(threads: threads) { block in
            operands.withWholeVectors(of: block) { write($0, $1, channels) }
        }
        return channels
    }

    private func normalizedChannels(
        of x: UnsafePointer<Float>, scale: [Float], shift: [Float]
    ) -> NormalizedChannels {
        let origins = (0..<layout.channelCount).map { x[layout.firstIndex(ofChannel: $0)] }
        let table = LaneTable(layout, [origins])
        let sums = layout.channelSums(threads: threads) { block, sums in
            PassOperands(x: x).withWholeVectors(of: block) {
                add($0, $1.x, from: table, width: block.width, to: sums)
            }
        }
        return NormalizedChannels(
            origins.indices.map { channel in
                NormalizedChannel(
                    origin: origins[channel], sum: sums[channel].first,
                    squareSum: sums[channel].second, count: layout.valuesPerChannel,
                    epsilon: epsilon, scale: scale[channel], shift: shift[channel])
            }, layout)
    }

    /// Adds the moments of a block, of whose vectors the first `width` values count.
    ///
    /// It is not inlined, like those below, since it is called in two places: copies would call their
    /// closures.
    @inline(never)
    private func add(
        _ block: VectorBlock, _ x: UnsafePointer<Float>, from origins: LaneTable, width: Int,
        to sums: UnsafeMutablePointer<LaneSums>
    ) {
        block.forEachRun { run in
            // Lanes without a value have no origin either.
            let origin = origins.lanes(0, ofSlot: run.slot).first(width)
            sums[run.slot].addMoments(run, of: x, from: origin)
        }
    }

    /// Writes the output of a block.
    @inline(never)
    private func write(
        _ block: VectorBlock, _ operands: PassOperands, _ channels: NormalizedChannels
    ) {
        let x = operands.x
        guard let y = operands.output else { return }
        switch (operands.second, limits) {
        case (nil, nil):
            block.forEachRun { run in
                let map = channels.map(ofSlot: run.slot)
                run.map(x, into: y) { map.output(map.centred($0)) }
            }
        case (nil, let limits?):
            block.forEachRun { run in
                let map = channels.map(ofSlot: run.slot)
                run.map(x, into: y) { limits.limited(map.output(map.centred($0))) }
            }
        case (let r?, nil):
            block.forEachRun { run in
                let map = channels.map(ofSlot: run.slot)
                run.map(x, r, into: y) { map.output(map.centred($0)) + $1 }
            }
        case (let r?, let limits?):
            block.forEachRun { run in
                let map = channels.map(ofSlot: run.slot)
                run.map(x, r, into: y) { limits.limited(map.output(map.centred($0)) + $1) }
            }
        }
    }
}

extension Lanes {
    /// 0, 1, 2, …
    private static let numbers = Lanes((0..<laneCount).map { Float($0) })

    /// The first `count` values, followed by zeros.
    fileprivate func first(_ count: Int) -> Lanes {
        replacing(with: Lanes.zero, where: Self.numbers .>= Lanes(repeating: Float(count)))
    }
}
