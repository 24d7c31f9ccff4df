public import InferenceKernels

extension InstructionSet {
    /// Measures the additions and multiplications that registers allow in a second on one processor, in
    /// billions: what layers can be compared with.
    ///
    /// - Parameter seconds: How long is measured; the fastest of short stretches counts, so that other work
    ///   on the machine does not.
    /// - Returns: The speed in GFLOP/s; 0 for instructions that the processor does not have.
    public func peakGigaflops(seconds: Double = 0.2) -> Double {
        guard isSupported else { return 0 }
        let (clock, kernels, roundCount) = (ContinuousClock(), kernels, 20_000)
        let products = Double(roundCount * kernels.registerProductCount)
        let end = clock.now + .seconds(seconds)
        var (peak, factor) = (0.0, Float(0.5))
        repeat {
            let start = clock.now
            let sum = kernels.multiplyInRegisters(roundCount, factor)
            peak = max(peak, 2 * products / ((clock.now - start) / .nanoseconds(1)))
            // Each stretch needs the one before it, so that none is left out.
            factor = 0.25 + 0.25 / (1 + abs(sum))
        } while clock.now < end
        return peak
    }
}
