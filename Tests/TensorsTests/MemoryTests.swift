#if os(Linux)
    import Foundation
    import Tensors
    import Testing

    /// Each test runs in a process of its own, where nothing else allocates meanwhile.
    @Suite struct MemoryTests {
        @Test func isNotLeakedByFailingCalls() async {
            await #expect(processExitsWith: .success) {
                let left = try Tensor.zeros([2, 3])
                let right = try Tensor.zeros([4, 5])
                let growth = try residentGrowth(rounds: 200_000) {
                    try expectFailure { _ = try left.matrixProduct(with: right) }
                }
                #expect(growth < allowedGrowth)
            }
        }

        @Test func isNotLeakedByResultsThatDoNotFit() async {
            await #expect(processExitsWith: .success) {
                let unbind = Operator("unbind", overload: "int")
                let tooLong = try Tensor.zeros([65])
                let growth = try residentGrowth(rounds: 5_000) {
                    try expectFailure { _ = try unbind.tensors(.tensor(tooLong)) }
                }
                #expect(growth < allowedGrowth)
            }
        }

        @Test func isNotLeakedByFailingCustomGradients() async {
            await #expect(processExitsWith: .success) {
                let input = try leaf([1, 2, 3])
                let growth = try residentGrowth(rounds: 50_000) {
                    let output = try withCustomGradient(of: [input]) {
                        try input.sum()
                    } backward: { _ in
                        throw TorchError(operation: "test", message: "refused")
                    }
                    try expectFailure { try output.backward() }
                }
                #expect(growth < allowedGrowth)
            }
        }

        @Test func isNotLeakedByTrainingSteps() async {
            await #expect(processExitsWith: .success) {
                let input = try leaf([1, 2, 3])
                let growth = try residentGrowth(rounds: 50_000) {
                    let output = try withCustomGradient(of: [input]) {
                        try input.squared()
                    } backward: { gradient in
                        [try gradient * input * 2]
                    }
                    try output.sum().backward()
                    try input.setGradient(nil)
                }
                #expect(growth < allowedGrowth)
            }
        }
    }

    /// Runs what must fail; cheaper than `#expect`, which keeps records.
    private func expectFailure(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch is TorchError {
            return
        }
        Issue.record("the call succeeded")
    }

    /// Returns by how many bytes `rounds` calls of `body` let the process grow, after enough calls
    /// to fill caches and pools.
    private func residentGrowth(rounds: Int, _ body: () throws -> Void) throws -> Int {
        for _ in 0..<1_000 { try body() }
        let before = try residentByteCount()
        for _ in 0..<rounds { try body() }
        return try residentByteCount() - before
    }

    /// In bytes. A sound build grows by less than 0.2 MB; leaking the smallest block that `malloc`
    /// gives, 32 bytes, in each of 50,000 rounds would take 1.6 MB.
    private let allowedGrowth = 1_000_000

    /// Reads the resident set from the kernel: the second number of `statm`, in pages.
    func residentByteCount() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(
            separator: " ")
        let pages = try #require(fields.count > 1 ? Int(fields[1]) : nil)
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
#endif
