public import TensorFiles

/// A pattern that can be proved from the zeros of a file alone.
public protocol VerifiablePattern: SparsityPattern {
    /// Whether the zeros of the weight `tensor` of `file` have the pattern.
    ///
    /// - Throws: `SafetensorsError` for a tensor that is missing or has no inputs.
    func finding(of tensor: String, in file: any TensorFile) throws -> Finding
}

extension NOfM: VerifiablePattern {
    /// Counts the groups with more than N nonzero weights.
    public func finding(of tensor: String, in file: any TensorFile) throws -> Finding {
        let check = try file.checkPattern(
            of: tensor, kept: keptCount, of: groupSize,
            grouping: grouping == .inputChannels ? .inputs : .flattenedKernel)
        return Finding(
            text: "\(tensor): \(check.violatingGroupCount) of \(check.groupCount) groups violate "
                + description,
            holds: check.holds)
    }
}

extension OutputChannels: VerifiablePattern {
    /// Counts the zeros outside of empty channels.
    ///
    /// A few may be there, for a weight can be zero by chance; where the channels are not empty that
    /// should be, there are at least as many as a channel has weights.
    public func finding(of tensor: String, in file: any TensorFile) throws -> Finding {
        try finding(of: tensor, in: file, along: 0)
    }

    /// As ``finding(of:in:)``, for channels along another axis.
    func finding(of tensor: String, in file: any TensorFile, along axis: Int) throws -> Finding {
        let sparsity = try file.sparsity(of: tensor, along: axis)
        guard sparsity.shape.indices.contains(axis) else {
            return Finding(
                text: "\(tensor): there are no channels along axis \(axis) of the shape "
                    + "\(sparsity.shape)", holds: false)
        }
        let perChannel = sparsity.elementCount / max(sparsity.shape[axis], 1)
        let zeroCount = sparsity.zeroChannelCount * perChannel
        let place = axis == 0 ? "" : " along axis \(axis)"
        return Finding(
            text: "\(tensor): \(sparsity.zeroChannelCount) empty channels\(place) hold "
                + "\(zeroCount) of \(sparsity.zeroCount) zeros",
            holds: sparsity.zeroCount - zeroCount < max(perChannel, 1))
    }
}

extension OutputBlocks: VerifiablePattern {
    /// Counts the blocks that are zero in part, and says where the first one is.
    public func finding(of tensor: String, in file: any TensorFile) throws -> Finding {
        let check = try file.checkBlocks(of: tensor, height: height)
        let place = check.firstPartlyZeroBlock.map { ", the first at \($0)" } ?? ""
        return Finding(
            text: "\(tensor): \(check.partlyZeroCount) of \(check.blockCount) blocks violate "
                + description + place,
            holds: check.holds)
    }
}
