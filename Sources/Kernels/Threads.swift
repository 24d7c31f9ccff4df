import Dispatch

/// The threads that may work on one call of a kernel. An integer literal means that many of Dispatch.
///
/// A process that computes with other libraries does better with their threads: those often wait
/// for work without sleeping, and threads of a second pool would have to share the processors with
/// them.
public struct Threads: Sendable, ExpressibleByIntegerLiteral {
    /// Runs `part` once for each number in `0..<partCount`, in any order and on any threads, and returns
    /// when all calls have returned.
    public typealias Pool = @Sendable (_ partCount: Int, _ part: (_ number: Int) -> Void) -> Void

    /// The most parts of a call, at least 1.
    public let count: Int

    private let pool: Pool

    /// Takes up to `count` threads of `pool`; 0 and less mean 1.
    public init(_ count: Int, of pool: @escaping Pool = Self.runOnDispatch) {
        self.count = max(1, count)
        self.pool = pool
    }

    /// Takes up to `count` threads of Dispatch.
    public init(integerLiteral count: Int) { self.init(count) }

    /// The pool of Dispatch.
    @Sendable public static func runOnDispatch(partCount: Int, _ part: (_ number: Int) -> Void) {
        withoutActuallyEscaping(part) { part in
            // The calls write disjoint parts and have all returned when this returns.
            nonisolated(unsafe) let part = part
            DispatchQueue.concurrentPerform(iterations: partCount) { part($0) }
        }
    }

    func run(partCount: Int, _ part: (_ number: Int) -> Void) { pool(partCount, part) }
}
