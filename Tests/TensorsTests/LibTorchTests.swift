import Dispatch
import Synchronization
import Tensors
import TestSupport
import Testing

/// Tests that change the state of the process run in one of their own.
@Suite struct LibTorchTests {
    @Test func isTheVersionThatThePackageIsMadeFor() {
        #expect(LibTorch.version.hasPrefix("2."))
    }

    @Test func givesTheSameNumbersFromTheSameState() async {
        await #expect(processExitsWith: .success) {
            try LibTorch.seed(7)
            _ = try Tensor.randomNormal([3])
            let state = try LibTorch.generatorState()
            let first: [Float] = try Tensor.randomNormal([100]).elements()
            let next: [Float] = try Tensor.randomUniform([100]).elements()
            try LibTorch.setGeneratorState(state)
            #expect(try Tensor.randomNormal([100]).elements() == first)
            #expect(try Tensor.randomUniform([100]).elements() == next)
            #expect(first != next)
        }
    }

    @Test func givesTheSameNumbersFromTheSameSeed() async {
        await #expect(processExitsWith: .success) {
            try LibTorch.seed(7)
            let first: [Float] = try Tensor.randomUniform([100]).elements()
            try LibTorch.seed(8)
            let other: [Float] = try Tensor.randomUniform([100]).elements()
            try LibTorch.seed(7)
            #expect(try Tensor.randomUniform([100]).elements() == first)
            #expect(other != first)
            #expect(first.allSatisfy { (0..<1).contains($0) })
        }
    }

    @Test func refusesAStateOfTheWrongSize() throws {
        let state = try Tensor.zeros([3], type: .uint8)
        let text = message { try LibTorch.setGeneratorState(state) }
        #expect(text?.hasPrefix("set generator state: ") == true)
    }

    @Test func usesTheThreadsItIsTold() async {
        await #expect(processExitsWith: .success) {
            for count in [1, 3, 2] {
                try LibTorch.setThreadCount(count)
                #expect(LibTorch.threadCount == count)
            }
        }
    }

    @Test func multipliesAsExactlyAsItIsTold() async {
        await #expect(processExitsWith: .success) {
            let factor = try Tensor.randomNormal([64, 64])
            let product: [Float] = try factor.matrixProduct(with: factor).elements()
            for precision in MatmulPrecision.allCases.reversed() {
                try LibTorch.setMatmulPrecision(precision)
                #expect(LibTorch.matmulPrecision == precision)
                let other: [Float] = try factor.matrixProduct(with: factor).elements()
                // Factors of 8 bits are wrong by up to 2⁻⁸ each, in 64 products of size one.
                #expect(zip(product, other).allSatisfy { abs($0 - $1) < 0.5 })
            }
        }
    }

    @Test(arguments: [0, 1, 2, 7]) func runsEveryPartOnce(count: Int) {
        let calls = Mutex([Int](repeating: 0, count: count))
        LibTorch.run(partCount: count) { part in calls.withLock { $0[part] += 1 } }
        #expect(calls.withLock { $0 } == [Int](repeating: 1, count: count))
    }

    @Test func runsPartsAtTheSameTime() async {
        await #expect(processExitsWith: .success) {
            try LibTorch.setThreadCount(2)
            let arrivals = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
            let meetings = Mutex(0)
            LibTorch.run(partCount: 2) { part in
                arrivals[part].signal()
                if arrivals[1 - part].wait(timeout: .now() + 30) == .success {
                    meetings.withLock { $0 += 1 }
                }
            }
            #expect(meetings.withLock { $0 } == 2)
        }
    }

    @Test(arguments: [0, -1, Int.max]) func refusesOtherNumbersOfThreads(count: Int) {
        #expect(
            message { try LibTorch.setThreadCount(count) }
                == "set thread count: \(count) threads; at least 1 is needed")
    }
}
