import Reports
public import TensorFiles

/// What a model must be, beyond what it promises itself.
public struct ModelDemands: Equatable, Sendable {
    /// The share of zeros over all pruned weights, at least.
    public var sparsity: Double?

    /// The name of the pattern.
    public var pattern: String?

    /// The tensors that are meant, by their names; all pruned ones if empty.
    public var tensors: [PathGlob]

    /// For the pattern `channels`, the axis along which the channels of a tensor lie, by name, where the
    /// file promises none; `nil` where nobody knows the network.
    public var channelAxes: [String: Int]?

    /// Asks for a sparsity, a pattern, both or nothing.
    public init(
        sparsity: Double? = nil, pattern: String? = nil, tensors: [PathGlob] = [],
        channelAxes: [String: Int]? = nil
    ) {
        self.sparsity = sparsity
        self.pattern = pattern
        self.tensors = tensors
        self.channelAxes = channelAxes
    }
}

/// One check and what it found.
public struct Finding: Encodable, Equatable, Sendable {
    /// What was checked and found, in one line.
    public let text: String

    /// Whether it is as it must be.
    public let holds: Bool

    /// Says what was found.
    public init(text: String, holds: Bool) {
        self.text = text
        self.holds = holds
    }
}

/// Checks the zeros of a model from its file alone.
///
/// - Parameters:
///   - path: Any safetensors file or checkpoint of `torch.save`. One without a promise of this program is judged by all its
///     tensors with two or more dimensions.
///   - demands: What must hold besides the promise.
/// - Returns: One finding per check; never empty.
/// - Throws: What reading the file throws, and ``SparsityError`` for a promise that cannot
///   be read, a name that means no weight and a pattern that does not exist or is not known.
public func verify(modelAt path: String, demands: ModelDemands = ModelDemands()) throws -> [Finding]
{
    try verify(openTensorFile(at: path), demands: demands)
}

/// Checks the zeros of an open file, as ``verify(modelAt:demands:)`` does.
public func verify(
    _ file: any TensorFile, demands: ModelDemands = ModelDemands()
) throws -> [Finding] {
    let path = file.path
    let promise = try SparsityPromise.read(file.metadata, path: path)
    let tensors: [any StoredTensor] = file.entries
    let weights = tensors.filter { $0.shape.count >= 2 }.map(\.name)
    let names = promise.map { $0.zeroCounts.keys.sorted() } ?? weights
    let report = try SparsityReport(of: file) { names.contains($0.name) }
    let meant = try demands.names(among: names, path: path)
    var findings = [
        try Finding(
            text: "\(report.zeroCount) of \(report.elementCount) weights in \(names.count) "
                + "tensors are zero (\(NumberText.percent(report.sparsity)))"
                + shareOfAll(weights, in: file, unless: names),
            holds: report.tensors.count == names.count), try finitenessFinding(in: file),
    ]
    if promise == nil {
        findings.insert(
            Finding(
                text: "the file promises no zeros; its tensors with two or more dimensions count",
                holds: true), at: 0)
    }
    findings += file.unusableTensors.map {
        Finding(
            text: "\($0.name): elements of type \($0.type), whose zeros cannot be counted",
            holds: false)
    }
    if let promise { findings += try promise.zeroFindings(in: file) }
    if let sparsity = demands.sparsity {
        let report = try SparsityReport(of: file) { meant.contains($0.name) }
        let needed = Int((sparsity * Double(report.elementCount)).rounded())
        findings.append(
            Finding(
                text: "\(report.zeroCount) zeros of \(report.elementCount) weights that are meant; "
                    + "sparsity \(sparsity) needs \(needed)",
                holds: report.zeroCount >= needed))
    }
    if let promise { findings += try promise.patternFindings(in: file) }
    if let demanded = demands.pattern, demanded != promise?.pattern,
        let pattern = try SparsityPatterns.named(demanded) as? any VerifiablePattern
    {
        if pattern is OutputChannels, promise == nil, demands.channelAxes == nil {
            findings.append(
                Finding(
                    text:
                        "nothing says where channels lie; they are looked for along the first axis",
                    holds: true))
        }
        // A layer that was promised no zeros has no pattern either.
        for tensor in meant where promise?.zeroCounts[tensor] != 0 {
            let axis = (promise?.channelAxes ?? demands.channelAxes)?[tensor] ?? 0
            findings.append(
                try (pattern as? OutputChannels)?.finding(of: tensor, in: file, along: axis)
                    ?? pattern.finding(of: tensor, in: file))
        }
    }
    return findings
}

extension ModelDemands {
    /// Those of `names` that are meant.
    ///
    /// - Throws: ``SparsityError/noSuchTensor(glob:path:)`` for a glob that means none of them.
    fileprivate func names(among names: [String], path: String) throws -> [String] {
        if let idle = tensors.first(where: { !names.contains(where: $0.matches) }) {
            throw SparsityError.noSuchTensor(glob: idle.description, path: path)
        }
        guard !tensors.isEmpty else { return names }
        return names.filter { name in tensors.contains { $0.matches(name) } }
    }
}

private func finitenessFinding(in file: any TensorFile) throws -> Finding {
    let report = try SparsityReport(of: file)
    let broken = report.tensors.filter { !$0.isFinite }.map(\.name)
    return Finding(
        text: broken.isEmpty
            ? "\(report.tensors.count) tensors hold finite numbers only"
            : "not finite: \(broken.joined(separator: ", "))",
        holds: broken.isEmpty)
}

/// The share of zeros among all weights of a file, where they are more than those that were pruned.
private func shareOfAll(
    _ weights: [String], in file: any TensorFile, unless pruned: [String]
) throws -> String {
    guard Set(weights) != Set(pruned) else { return "" }
    let all = try SparsityReport(of: file) { weights.contains($0.name) }
    return ", \(NumberText.percent(all.sparsity)) of the \(all.elementCount) weights of the file"
}
