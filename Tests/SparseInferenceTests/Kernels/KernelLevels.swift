import AVX2Kernels
import AVX512Kernels
import InferenceKernels
import PortableKernels
import TestSupport
import Testing

/// The kernels that this processor runs, by name.
let kernelLevels: [(name: String, kernels: any KernelLevel.Type)] = instructionSets.map { set in
    switch set {
    case .portable: (set.rawValue, PortableKernels.Level.self)
    case .avx2: (set.rawValue, AVX2Kernels.Level.self)
    case .avx512: (set.rawValue, AVX512Kernels.Level.self)
    }
}

/// Memory with room for lanes before and behind what is used.
final class Floats {
    let start: UnsafeMutablePointer<Float>
    private let count: Int
    private let room: Int

    init(_ values: [Float], room: Int = 128) {
        count = values.count
        self.room = room
        let all = UnsafeMutablePointer<Float>.allocate(capacity: count + 2 * room)
        all.initialize(repeating: 7, count: count + 2 * room)
        start = all + room
        for (index, value) in values.enumerated() { start[index] = value }
    }

    convenience init(random count: Int, _ generator: inout SeededGenerator, room: Int = 128) {
        self.init((0..<count).map { _ in Float.random(in: -1...1, using: &generator) }, room: room)
    }

    deinit { (start - room).deallocate() }

    var values: [Float] { (0..<count).map { start[$0] } }
}

/// Expects every level to write what the reference does.
///
/// - Parameters:
///   - count: The elements of the output.
///   - places: Those that are compared; all if nil.
///   - tolerance: The largest difference that rounding explains, of numbers above 1 their share.
///   - comment: What is computed.
///   - run: Calls a kernel with an output that is filled with the same numbers for each level.
func expectReference(
    _ count: Int, places: [Int]? = nil, tolerance: Float, _ comment: String,
    _ run: (any KernelLevel.Type, UnsafeMutablePointer<Float>) -> Void
) {
    var generator = SeededGenerator(seed: 99)
    let initial = Floats(random: count, &generator).values
    let expected = Floats(initial)
    run(ReferenceKernels.self, expected.start)
    for (name, kernels) in kernelLevels {
        let found = Floats(initial)
        run(kernels, found.start)
        for place in places ?? Array(0..<count) {
            let (value, wanted) = (found.start[place], expected.start[place])
            let isEqual =
                value == wanted || abs(value - wanted) <= tolerance * max(1, abs(wanted))
                || value.isNaN && wanted.isNaN
            #expect(isEqual, "\(name), \(comment), place \(place): \(value), not \(wanted)")
            if !isEqual { return }
        }
    }
}
