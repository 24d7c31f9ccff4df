import Tensors
import TestSupport
import Testing

/// Segments whose activations are computed anew, against the same functions with all of them kept.
@Suite struct CheckpointedTests {
    /// What has happened in a segment.
    private final class Log {
        var areSecond: [Bool] = []
        var madeCount = 0
    }

    private let numbers = [0.5, -1, 2, 0]

    /// tanh(x · w)², where `w` is a value of the segment; both are used twice.
    private func function(_ x: Tensor, _ w: Tensor, _ log: Log) throws -> Tensor {
        log.areSecond.append(SegmentPass.isRecomputing)
        let values = try (0..<2).map { _ in
            try SegmentPass.value {
                log.madeCount += 1
                #expect(!SegmentPass.isRecomputing)
                return try w.exponential()
            }
        }
        let inner = try (x * values[0]).hyperbolicTangent()
        return try inner * inner * x + values[1]
    }

    /// Loss and gradients of two segments, one after the other, with one weight.
    private func results(
        _ log: Log, _ run: ([Tensor], @escaping ([Tensor]) throws -> Tensor) throws -> Tensor
    ) throws -> [[Double]] {
        let (x, w) = (try leaf(numbers), try leaf([1, 0.25, -0.5, 3]))
        let first = try run([x * 2]) { try function($0[0], w, log) }
        let loss = try run([first, x]) { try (function($0[0], w, log) * $0[1]).sum() }
        try loss.backward()
        return [[try loss.item()], try gradient(of: x), try gradient(of: w)]
    }

    @Test func givesTheSameGradients() throws {
        let (log, other) = (Log(), Log())
        let wanted = try results(other) { try $1($0) }
        #expect(try results(log, checkpointed) == wanted)
        #expect(log.areSecond == [false, false, true, true])
        #expect(other.areSecond == [false, false])
        #expect(log.madeCount == 4 && other.madeCount == 4)
    }

    @Test func mayBeNested() throws {
        let log = Log()
        let wanted = try results(Log()) { try $1($0) }
        let found = try results(log) { inputs, segment in
            try checkpointed(inputs) { try checkpointed($0, segment) }
        }
        #expect(found == wanted)
        #expect(log.areSecond == [false, false, true, true, true, true])
        #expect(log.madeCount == 4)
    }

    /// The input is data, and the weight learns.
    @Test func needsNoInputThatRequiresGradients() throws {
        let w = try leaf([3])
        let output = try checkpointed([doubles([2])]) {
            try $0[0] * SegmentPass.value { w }
        }
        try output.backward()
        #expect(try gradient(of: w) == [2])
    }

    @Test func needsNoWeightsAndNoGradients() throws {
        let x = try leaf(numbers)
        try checkpointed([x]) { try $0[0].squared().sum() }.backward()
        #expect(try gradient(of: x) == numbers.map { 2 * $0 })

        let log = Log()
        func run() throws -> Tensor {
            try checkpointed([doubles(numbers)]) { inputs in
                log.areSecond.append(SegmentPass.isRecomputing)
                return try inputs[0].squared()
            }
        }
        #expect(try !run().requiresGradient)
        #expect(try !withoutGradients(run).requiresGradient)
        #expect(log.areSecond == [false, false])
    }

    @Test func mayGiveItsInputOrNoneOfIt() throws {
        let x = try leaf(numbers)
        let same = try checkpointed([x]) { $0[0] }
        let constant = try checkpointed([x]) { _ in try doubles([1, 2, 3, 4]) }
        try (same * constant).sum().backward()
        #expect(try gradient(of: x) == [1, 2, 3, 4])
    }

    @Test func releasesTheSegment() throws {
        let x = try leaf(numbers)
        weak var log: Log?
        do {
            let own = Log()
            log = own
            let output = try checkpointed([x]) { inputs in
                own.areSecond.append(SegmentPass.isRecomputing)
                return try inputs[0].sum()
            }
            try output.backward()
        }
        #expect(log == nil)
    }

    /// Both passes drop the same, and what follows draws what it would have drawn.
    @Test func drawsTheSameRandomNumbers() async {
        await #expect(processExitsWith: .success) {
            func results(
                _ run: ([Tensor], @escaping ([Tensor]) throws -> Tensor) throws -> Tensor
            ) throws -> [[Double]] {
                try LibTorch.seed(3)
                let x = try leaf((0..<100).map(Double.init))
                let first = try run([x]) { try $0[0].squared().dropout(0.5, isTraining: true) }
                let second = try run([first]) { try $0[0].dropout(0.3, isTraining: true).squared() }
                try second.sum().backward()
                let next = try Tensor.randomNormal([4]).converted(to: .float64)
                return [try second.detached().elements(), try gradient(of: x), try next.elements()]
            }
            let wanted = try results { try $1($0) }
            #expect(try results(checkpointed) == wanted)
        }
    }

    @Test(arguments: [Autocast.bfloat16, .none]) func computesInTheSameTypes(autocast: Autocast)
        throws
    {
        let weight = try Tensor([0.5, -1, 2, 0.25] as [Float], shape: [2, 2])
        try weight.setRequiresGradient(true)
        var types: [ScalarType?] = []
        let input = try Tensor([1, 2] as [Float], shape: [1, 2])
        let output = try withAutocast(autocast) {
            try checkpointed([input]) { inputs in
                let product = try inputs[0].matrixProduct(with: SegmentPass.value { weight })
                types.append(product.scalarType)
                return product
            }
        }
        try output.converted(to: .float32).sum().backward()
        #expect(types == Array(repeating: autocast == .none ? .float32 : .bfloat16, count: 2))
        #expect(try weight.gradient?.elements() == [1, 1, 2, 2] as [Float])
    }

    @Test func refusesOtherTensorsThatRequireGradients() throws {
        let (x, w) = (try leaf(numbers), try leaf(numbers))
        let output = try checkpointed([x]) { try ($0[0] * w).sum() }
        #expect(
            message { try output.backward() }
                == "backward: checkpointed segment: a tensor that requires gradients is neither among its "
                + "inputs nor the effective value of a parameter")
    }

    @Test func failsWithWhatTheSecondPassThrows() throws {
        let (x, log) = (try leaf(numbers), Log())
        let output = try checkpointed([x]) { inputs in
            log.madeCount += 1
            let counts = log.madeCount
            return try (0..<counts).reduce(inputs[0]) { sum, _ in
                try sum + SegmentPass.value { try doubles([1]) }
            }.sum()
        }
        #expect(
            message { try output.backward() }
                == "backward: checkpointed segment: its second pass uses more weights than its first, which "
                + "used 1")
        #expect(!SegmentPass.isRecomputing)
    }
}
