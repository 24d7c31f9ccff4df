import Layers
import ProcessGroups
import Pruning
import Tensors

extension Trainer {
    /// Makes all processes begin with the weights and statistics of the process with rank 0.
    ///
    /// - Throws: `ProcessError.gaveUp`.
    public func shareBeginning() throws {
        guard let processes else { return }
        try withoutGradients {
            for (_, tensor) in try sharedState {
                try processes.broadcast(tensor, "sharing the first weights")
            }
        }
    }

    /// Lets all batch norms normalise by the batches of all processes together, or only by their own.
    public func setBatchNormSynchronized(_ isSynchronized: Bool) {
        guard let processes else { return }
        synchronizesBatchNorm = isSynchronized
        for norm in network.modules(of: BatchNorm2D.self) {
            norm.sumOverProcesses =
                isSynchronized ? { try processes.sum($0, "normalising a batch") } : nil
        }
    }

    /// Replaces running statistics by their means over all processes, whose batches are parts of the same
    /// ones.
    ///
    /// After every step, in one exchange: so nothing depends on when a checkpoint or an evaluation
    /// needs them. In double precision the mean of equal numbers is that number.
    func shareStatistics() throws {
        guard let processes, !synchronizesBatchNorm else { return }
        let statistics = network.namedBuffers.map(\.buffer.tensor).filter(\.isFloatingPoint)
        guard !statistics.isEmpty else { return }
        try withoutGradients {
            let all = try Tensor.concatenating(
                statistics.map { try $0.reshaped([$0.count]).converted(to: .float64) }, along: 0)
            try processes.sum(all, "averaging statistics")
            try all.multiply(by: 1 / Double(processes.size))
            var start = 0
            for tensor in statistics {
                let part = try all.narrowed(0, to: start..<start + tensor.count)
                try tensor.copy(from: part.reshaped(tensor.shape))
                start += tensor.count
            }
        }
    }

    /// Refuses to go on where processes have not the same weights, masks and scores, bit for bit.
    ///
    /// - Throws: `ProcessError.differentNumbers`, `ProcessError.gaveUp`.
    public func checkProcesses() throws {
        guard let processes else { return }
        var checksums = try network.namedParameters.distinct.map { named in
            (
                name: "the weights of '\(named.path)'",
                checksum: try named.parameter.tensor.bitChecksum()
            )
        }
        for (name, tensor) in pruner?.method.state ?? [] {
            checksums.append(
                ("the masks or scores '\(name)' of the method", try tensor.bitChecksum()))
        }
        for (name, tensor) in pruner?.frozenMasks ?? [] {
            checksums.append(("the masks '\(name)'", try tensor.bitChecksum()))
        }
        try processes.compare(checksums, "comparing weights")
    }

    /// What must be the same in all processes at the beginning.
    private var sharedState: [(name: String, tensor: Tensor)] {
        get throws {
            network.namedParameters.distinct.map { ($0.path, $0.parameter.tensor) }
                + network.namedBuffers.map { ($0.path, $0.buffer.tensor) }
        }
    }

    /// What the mean loss of a share counts for: with it, the mean over processes is the mean of the whole
    /// batch. 0 for a share without terms, whose mean is no number.
    func weight(of batch: Batch) throws -> Double {
        guard let processes, batch.wholeCount > 0 else { return 1 }
        guard let terms = try task.trainingTermCount(of: batch.targets) else {
            guard batch.wholeCount >= processes.size else { return 1 }
            return Double(batch.count * processes.size) / Double(batch.wholeCount)
        }
        let total = try terms.converted(to: .float64).reshaped([1]).clone()
        try processes.sum(total, "counting the terms of the loss")
        let sum = try total.item()
        return sum == 0 ? 1 : try terms.item() * Double(processes.size) / sum
    }
}

extension Tensor {
    /// A checksum of the bits of all elements.
    ///
    /// Four lanes of multiplications and shifts: several gigabytes in a second, and not made against
    /// anybody who means harm.
    func bitChecksum() throws -> Int64 {
        if scalarType == .float32, device == .cpu, isContiguous {
            return try withUnsafeFloats { Self.bitChecksum(of: UnsafeRawBufferPointer($0)) }
        }
        let bytes = UnsafeMutableRawBufferPointer.allocate(
            byteCount: count * (scalarType?.byteCount ?? 0), alignment: 32)
        defer { bytes.deallocate() }
        try copyBytes(into: bytes)
        return Self.bitChecksum(of: UnsafeRawBufferPointer(bytes))
    }

    private static func bitChecksum(of bytes: UnsafeRawBufferPointer) -> Int64 {
        // 2⁶⁴ divided by the golden ratio, an odd number.
        let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
        var lanes = SIMD4<UInt64>(1, 2, 3, 4)
        let blockCount = bytes.count / 32
        for block in 0..<blockCount {
            lanes ^= bytes.loadUnaligned(fromByteOffset: block * 32, as: SIMD4<UInt64>.self)
            lanes &*= SIMD4(repeating: factor)
            lanes ^= lanes &>> 29
        }
        var hash = UInt64(bytes.count)
        for lane in lanes.indices { hash = (hash ^ lanes[lane]) &* factor }
        for byte in bytes[(blockCount * 32)...] { hash = (hash ^ UInt64(byte)) &* factor }
        return Int64(bitPattern: hash ^ hash >> 31)
    }
}
