/// Passes over all values.
extension ImageLayout {
    /// Sums over each channel.
    ///
    /// A chunk is summed by one thread, and chunks are added in their order.
    ///
    /// - Parameters:
    ///   - threads: The threads of the call; no result depends on them.
    ///   - add: Adds the values of vectors to the sums of their slots, of which it gets all.
    /// - Returns: Both sums of each channel.
    func channelSums(
        threads: Threads, _ add: (VectorBlock, UnsafeMutablePointer<LaneSums>) -> Void
    ) -> [(first: Double, second: Double)] {
        let slots = slotSums(split(threads), add)
        var sums = [(first: Double, second: Double)](repeating: (0, 0), count: channelCount)
        for (slot, ofSlot) in slots.enumerated() {
            for lane in 0..<laneCount {
                let channel = channel(ofLane: slot * laneCount + lane)
                sums[channel].first += ofSlot.first[lane]
                sums[channel].second += ofSlot.second[lane]
            }
        }
        return sums
    }

    /// Calls `write` for all vectors.
    ///
    /// Backwards: what the pass before has read last is still in the cache, and what is written last is what
    /// the next operator reads first.
    func forEachBlock(threads: Threads, _ write: (VectorBlock) -> Void) {
        split(threads).run { _, chunks in
            for chunk in chunks.reversed() { forEachBlock(ofChunk: chunk, write) }
        }
    }

    private func split(_ threads: Threads) -> WorkSplit {
        WorkSplit(
            count: chunkCount, valuesPerElement: count / chunkCount, unit: 1, threads: threads)
    }

    private func slotSums(
        _ split: WorkSplit, _ add: (VectorBlock, UnsafeMutablePointer<LaneSums>) -> Void
    ) -> [LaneSums] {
        let sumCount = chunkCount * slotCount
        let ofChunks = [LaneSums](unsafeUninitializedCapacity: sumCount) { sums, count in
            sums.initialize(repeating: LaneSums())
            count = sumCount
            guard let sums = sums.baseAddress else { return }
            split.run { _, chunks in
                for chunk in chunks {
                    let slots = sums + chunk * slotCount
                    forEachBlock(ofChunk: chunk) { add($0, slots) }
                }
            }
        }
        var totals = Array(ofChunks[..<slotCount])
        for (index, sums) in ofChunks.enumerated().dropFirst(slotCount) {
            totals[index % slotCount] += sums
        }
        return totals
    }
}
