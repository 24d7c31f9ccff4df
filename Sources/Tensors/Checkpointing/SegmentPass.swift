import CTorch

/// One of the two passes through a segment that ``checkpointed(_:_:)`` runs, for the layers in it.
public final class SegmentPass {
    /// What the passes have in common, cut off from what it was made from: in the first pass what has been
    /// made so far, in the second what there will be.
    private(set) var values: [Tensor]

    /// The same as it was made, with its gradients; empty in the second pass.
    private(set) var sources: [Tensor] = []

    private let isSecond: Bool

    /// The pass around this one, where segments are nested.
    private let outer: SegmentPass?

    /// The values that the second pass has asked for.
    private var takenCount = 0

    /// A first pass.
    init() {
        (values, isSecond, outer) = ([], false, Self.current)
    }

    /// The second pass after one that has made `values`.
    init(repeating values: [Tensor]) {
        (self.values, isSecond, outer) = (values, true, Self.current)
    }

    /// Whether this thread computes what it has computed before. Running statistics, counts and whatever else
    /// lasts must stay as they are.
    public static var isRecomputing: Bool { current?.isPartOfSecond ?? false }

    /// What `make` gives: in a segment it is called in the first pass alone, where it records gradients, and
    /// the second pass gets the same.
    ///
    /// - Parameter make: Makes the value, without random numbers.
    /// - Returns: The value.
    /// - Throws: What `make` throws, and ``TorchError`` where the second pass asks for more than the first.
    public static func value(_ make: () throws -> Tensor) throws -> Tensor {
        guard let pass = current else { return try make() }
        return try pass.isSecond ? pass.next() : pass.record(make)
    }

    /// Runs `body` as a part of this pass.
    func run<Result>(_ body: () throws -> Result) rethrows -> Result {
        try Self.running(self, body)
    }

    private var isPartOfSecond: Bool { isSecond || outer?.isPartOfSecond ?? false }

    private func next() throws -> Tensor {
        guard takenCount < values.count else {
            throw TorchError(
                operation: "checkpointed segment",
                message:
                    "its second pass uses more weights than its first, which used \(values.count)")
        }
        takenCount += 1
        return values[takenCount - 1]
    }

    private func record(_ make: () throws -> Tensor) throws -> Tensor {
        let source = try Self.running(outer) { try withGradients { try Self.value(make) } }
        let value = try source.detached()
        sources.append(source)
        values.append(value)
        return value
    }

    private static var current: SegmentPass? {
        ctorch_segment_pass().map {
            Unmanaged<SegmentPass>.fromOpaque($0).takeUnretainedValue()
        }
    }

    private static func running<Result>(
        _ pass: SegmentPass?, _ body: () throws -> Result
    ) rethrows -> Result {
        let previous = ctorch_segment_pass()
        ctorch_set_segment_pass(pass.map { Unmanaged.passUnretained($0).toOpaque() })
        defer { ctorch_set_segment_pass(previous) }
        return try withExtendedLifetime(pass) { try body() }
    }
}
