#if os(Linux)
    import Foundation
    import Tensors
    import Testing

    /// Each test runs in a process of its own: memory is kept for the rest of it.
    @Suite struct KeptMemoryTests {
        @Test func largeBlocksServeTheNextTensorOfTheirSize() async {
            await #expect(processExitsWith: .success) {
                LibTorch.keepFreedMemory()
                let address = try addressOfTensor(ofCount: 3 << 20)
                #expect(try addressOfTensor(ofCount: 3 << 20) == address)
                // A sixteenth less falls into the same size, half of it does not.
                #expect(try addressOfTensor(ofCount: (3 << 20) - (3 << 16)) == address)
                #expect(try addressOfTensor(ofCount: 3 << 19) != address)
            }
        }

        @Test func idleBlocksAreAQuarterOfTheMostEverUsedAtMost() async {
            await #expect(processExitsWith: .success) {
                LibTorch.keepFreedMemory()
                let largest = 64 << 20
                _ = try Tensor.full([largest / 4], 1)
                let before = try residentByteCount()
                // Each of another size: kept without a limit, they would be ten times the largest.
                for step in 1...20 { _ = try Tensor.full([largest / 4 - step * largest / 120], 1) }
                let growth = try residentByteCount() - before
                #expect(growth < largest / 4 + 8 << 20)
            }
        }

        @Test func tensorsOfManyThreadsKeepTheirElements() async {
            await #expect(processExitsWith: .success) {
                LibTorch.keepFreedMemory()
                let before = try Tensor.full([1 << 19], 7)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for worker in 0..<8 {
                        group.addTask {
                            for round in 0..<40 {
                                let count = 1 << 18 + (worker + round) % 5 << 15
                                let tensor = try Tensor.full([count], Double(worker))
                                let sum = try tensor.sum().item()
                                #expect(sum == Double(count * worker))
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try before.sum().item() == Double(7 << 19))
            }
        }
    }

    /// Makes a tensor of `count` floats, frees it, and returns where its elements were.
    private func addressOfTensor(ofCount count: Int) throws -> UnsafeMutablePointer<Float>? {
        try Tensor.full([count], 1).withUnsafeFloats { $0.baseAddress }
    }
#endif
