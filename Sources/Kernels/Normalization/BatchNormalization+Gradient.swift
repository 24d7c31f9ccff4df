extension BatchNormalization {
    /// What the gradients need besides where something was added and the sum was limited.
    public struct LimitedSum {
        let output: UnsafeBufferPointer<Float>
        let gradient: UnsafeMutableBufferPointer<Float>

        /// - Parameters:
        ///   - output: y.
        ///   - gradient: Where the gradient with respect to the sum is written; it may be the memory of
        ///     that with respect to y.
        public init(
            output: UnsafeBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>
        ) {
            self.output = output
            self.gradient = gradient
        }
    }

    /// Writes the gradient with respect to the input, and that with respect to the residual.
    ///
    /// With x̂ = (x − μ)/√(v + ε) and g the gradient with respect to what is limited, that of the input is
    /// γ/√(v + ε)·(g − mean(g) − x̂·mean(g·x̂)), and that of the residual is g. What was limited is computed
    /// anew from the input, or, where something was added, seen from the output.
    ///
    /// Source: Ioffe and Szegedy, section 3.
    ///
    /// - Parameters:
    ///   - input: x.
    ///   - outputGradient: The gradient with respect to y; without bounds it is that of the residual too.
    ///   - channels: What ``writeOutput(of:scale:shift:residual:into:)`` has returned.
    ///   - sum: Given where there are a residual and bounds, and only there.
    ///   - gradient: Where the gradient with respect to x is written, which may be the memory of `input`,
    ///     or that of `outputGradient` where `sum` does not write there; `nil` where it is not needed.
    /// - Returns: The gradients with respect to γ and β, `[channels]`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeGradient(
        of input: UnsafeBufferPointer<Float>, outputGradient: UnsafeBufferPointer<Float>,
        channels: NormalizedChannels, sum: LimitedSum? = nil,
        into gradient: UnsafeMutableBufferPointer<Float>?
    ) throws(KernelError) -> (scale: [Float], shift: [Float]) {
        try checkElementCount(
            channels.channels.count, is: layout.channelCount, of: "channels")
        try checkElementCount(input.count, is: layout.count, of: "input")
        try checkElementCount(outputGradient.count, is: layout.count, of: "output gradient")
        if let sum {
            try checkElementCount(sum.output.count, is: layout.count, of: "output")
            try checkElementCount(sum.gradient.count, is: layout.count, of: "residual gradient")
        }
        if let gradient {
            try checkElementCount(gradient.count, is: layout.count, of: "gradient")
        }
        guard let x = input.baseAddress, let dy = outputGradient.baseAddress else {
            return ([], [])
        }
        let operands = PassOperands(
            x: x, second: dy, third: sum?.output.baseAddress, output: sum?.gradient.baseAddress)
        let sums = layout.channelSums(threads: threads) { block, sums in
            operands.withWholeVectors(of: block) { add($0, $1, channels, to: sums) }
        }
        let gradients = zip(channels.channels, sums).map { channel, sums in
            channel.gradients(sum: sums.first, productSum: sums.second)
        }
        if let dx = gradient?.baseAddress {
            let operands = PassOperands(
                x: x, second: UnsafePointer(sum?.gradient.baseAddress) ?? dy,
                output: dx)
            write(operands, channels, gradients, limitsAgain: sum == nil)
        }
        return (gradients.map(\.scale), gradients.map(\.shift))
    }

    /// Writes the gradient with respect to x; `limitsAgain` where the operands have that with respect to y
    /// and not g.
    private func write(
        _ operands: PassOperands, _ channels: NormalizedChannels,
        _ gradients: [NormalizedChannel.Gradients], limitsAgain: Bool
    ) {
        let lines = LaneTable(layout, [gradients.map(\.slope), gradients.map(\.constant)])
        layout.forEachBlock(threads: threads) { block in
            operands.withWholeVectors(of: block) {
                write($0, $1, channels, lines, limitsAgain: limitsAgain)
            }
        }
    }

    /// Adds g and g·(x − c), and writes g where a sum was limited.
    @inline(never)
    private func add(
        _ block: VectorBlock, _ operands: PassOperands, _ channels: NormalizedChannels,
        to sums: UnsafeMutablePointer<LaneSums>
    ) {
        let x = operands.x
        guard let dy = operands.second else { return }
        switch (limits, operands.third, operands.output) {
        case (nil, _, _):
            block.forEachRun { run in
                let map = channels.map(ofSlot: run.slot)
                sums[run.slot].add(run) { (load(dy + $0), map.centred(load(x + $0))) }
            }
        case (let limits?, let y?, let g?):
            block.forEachRun { run in
                let map = channels.map(ofSlot: run.slot)
                sums[run.slot].add(run) { index in
                    let gradient = limits.gradient(load(dy + index), of: load(y + index))
                    store(gradient, g + index)
                    return (gradient, map.centred(load(x + index)))
                }
            }
        case (let limits?, _, _):
            block.forEachRun { run in
                let map = channels.map(ofSlot: run.slot)
                sums[run.slot].add(run) { index in
                    let difference = map.centred(load(x + index))
                    let output = map.output(difference)
                    return (limits.gradient(load(dy + index), of: output), difference)
                }
            }
        }
    }

    @inline(never)
    private func write(
        _ block: VectorBlock, _ operands: PassOperands, _ channels: NormalizedChannels,
        _ lines: LaneTable, limitsAgain: Bool
    ) {
        guard let second = operands.second, let dx = operands.output else { return }
        block.forEachRun { run in
            let map = channels.map(ofSlot: run.slot)
            let slope = lines.lanes(0, ofSlot: run.slot)
            let constant = lines.lanes(1, ofSlot: run.slot)
            if limitsAgain, let limits {
                run.map(operands.x, second, into: dx) { x, dy in
                    let difference = map.centred(x)
                    let gradient = limits.gradient(dy, of: map.output(difference))
                    return constant.addingProduct(difference, slope)
                        .addingProduct(gradient, map.factor)
                }
            } else {
                run.map(operands.x, second, into: dx) { x, gradient in
                    constant.addingProduct(map.centred(x), slope)
                        .addingProduct(gradient, map.factor)
                }
            }
        }
    }
}
