public import TensorFiles

extension SparsityPromise {
    /// Checks everything that is promised against the tensors of `file`.
    ///
    /// - Returns: One finding for the zeros of each promised tensor, then one for its pattern where a
    ///   file can prove that; tensors in the order of their names.
    /// - Throws: What reading a tensor throws, also for one that is not there, and ``SparsityError``
    ///   for a pattern that does not exist.
    public func findings(in file: any TensorFile) throws -> [Finding] {
        try zeroFindings(in: file) + patternFindings(in: file)
    }

    /// Counts the zeros of every promised tensor.
    func zeroFindings(in file: any TensorFile) throws -> [Finding] {
        try zeroCounts.sorted { $0.key < $1.key }.map { name, promised in
            let found = try file.sparsity(of: name).zeroCount
            return Finding(
                text: "\(name): \(found) zeros, promised at least \(promised)",
                holds: found >= promised)
        }
    }

    /// Checks the pattern of every promised tensor; one that was promised no zeros has none.
    func patternFindings(in file: any TensorFile) throws -> [Finding] {
        guard let pattern = try knownPattern(path: file.path) as? any VerifiablePattern else {
            return []
        }
        let ofTensors = try zeroCounts.keys.sorted().filter { zeroCounts[$0] != 0 }
            .map { name in
                if let channels = pattern as? OutputChannels, let axis = channelAxes?[name] {
                    return try channels.finding(of: name, in: file, along: axis)
                }
                return try pattern.finding(of: name, in: file)
            }
        let others = (channelAxes ?? [:]).keys.filter { zeroCounts[$0] == nil }
        return ofTensors
            + others.sorted().map { name in
                Finding(
                    text: "\(name): an axis of channels is promised, and no zeros", holds: false)
            }
    }

    /// The pattern that the file at `path` promises.
    ///
    /// - Throws: ``SparsityError/unknownPromise(pattern:path:known:)``, or why its name means none.
    private func knownPattern(path: String) throws -> any SparsityPattern {
        do {
            return try SparsityPatterns.named(pattern)
        } catch SparsityError.unknownPattern(_, let known) {
            throw SparsityError.unknownPromise(pattern: pattern, path: path, known: known)
        }
    }
}
