import Graphs

/// The memory of one call.
final class Workspace: @unchecked Sendable {
    private let arena: Memory<Float>
    private let offsets: [Int]
    private let constants: [Memory<Float>]
    private let scratch: [Memory<Float>]
    /// Values that are no floats, or come from the reference evaluator.
    var tensors: [Tensor?]

    init(
        _ plan: MemoryPlan, constants: [Memory<Float>], tensors: [Tensor?], scratchCount: Int,
        threads: Int, slack: Int
    ) {
        arena = Memory(repeating: 0, count: plan.elementCount, slack: slack)
        offsets = plan.offsets
        self.constants = constants
        self.tensors = tensors
        scratch = (0..<threads).map { _ in Memory(repeating: 0, count: scratchCount) }
    }

    /// The bytes that are planned; weights are those of the network.
    var byteCount: Int { scratch.reduce(arena.byteCount) { $0 + $1.byteCount } }

    /// The first element of a value.
    func pointer(_ view: View) -> UnsafeMutablePointer<Float> {
        switch view.buffer {
        case .planned(let index): arena.start + (offsets[index] + view.offset)
        case .constant(let index): constants[index].start + view.offset
        }
    }

    /// Memory that only one thread of the call uses.
    func scratch(ofThread thread: Int) -> UnsafeMutablePointer<Float> { scratch[thread].start }
}

extension Workspace {
    /// Copies the elements of a value out, the last axis fastest.
    func read(_ view: View, into target: UnsafeMutablePointer<Float>) {
        copy(
            UnsafePointer(pointer(view)), view.strides, to: target,
            View.packedStrides(view.shape), shape: view.shape)
    }

    /// The elements of a value, the last axis fastest.
    func floats(_ view: View) -> [Float] {
        [Float](unsafeUninitializedCapacity: view.count) { buffer, count in
            if let start = buffer.baseAddress { read(view, into: start) }
            count = view.count
        }
    }

    /// Copies elements in, the last axis fastest.
    func write(_ source: UnsafePointer<Float>, to view: View) {
        copy(
            source, View.packedStrides(view.shape), to: pointer(view), view.strides,
            shape: view.shape)
    }

    private func copy(
        _ source: UnsafePointer<Float>, _ strides: [Int], to target: UnsafeMutablePointer<Float>,
        _ targetStrides: [Int], shape: [Int]
    ) {
        StridedLoop(shape, [strides, targetStrides]).forEachRow { places, count, steps in
            let (first, result) = (source + places[0], target + places[1])
            if steps[0] == 1, steps[1] == 1 {
                result.update(from: first, count: count)
            } else {
                for index in 0..<count { result[index * steps[1]] = first[index * steps[0]] }
            }
        }
    }
}
