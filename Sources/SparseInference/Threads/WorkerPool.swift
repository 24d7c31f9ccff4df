import Foundation
import Synchronization

/// Threads that wait for parts of work: a few microseconds awake, then asleep.
///
/// Parts are claimed one by one, and a call ends when all parts are done, not when all threads have
/// come: a thread whose processor something else has taken is not waited for. One call uses the
/// threads at a time; others that come meanwhile do all of their parts themselves.
final class WorkerPool: Sendable {
    /// The number of threads with the calling one.
    let count: Int

    private let board: JobBoard
    private let isBusy = Atomic<Bool>(false)

    /// Starts one thread less than `count`, as the caller works too.
    init(count: Int) {
        self.count = count
        let board = JobBoard()
        self.board = board
        for number in 1..<max(1, count) {
            let thread = Thread { board.work(asThread: number) }
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    deinit { board.close() }

    /// Calls `part` once for each number in `0..<partCount`, and returns when all have returned.
    ///
    /// - Parameters:
    ///   - partCount: The number of parts, below 2³¹.
    ///   - part: Gets the number of the part and that of the thread, below ``count``.
    func run(_ partCount: Int, _ part: (_ number: Int, _ thread: Int) -> Void) {
        let isAlone = count == 1 || partCount <= 1
        if isAlone || isBusy.exchange(true, ordering: .acquiring) {
            for number in 0..<partCount { part(number, 0) }
            return
        }
        board.post(partCount, part)
        isBusy.store(false, ordering: .releasing)
    }
}

/// What one caller offers and the threads take.
private final class JobBoard: Sendable {
    typealias Part = (_ number: Int, _ thread: Int) -> Void

    /// The number of the job in the upper half, that of the next part in the lower one.
    ///
    /// A part is claimed by adding 1 if nothing has changed, so that a thread that comes late cannot
    /// take part in a job that is over. The number of the job is odd while the board is being written.
    private let next = Atomic<UInt64>(0)
    private let partCount = Atomic<Int>(0)
    private let finishedCount = Atomic<Int>(0)
    private let part = Atomic<UInt>(0)
    private let sleeperCount = Atomic<Int>(0)
    private let isClosed = Atomic<Bool>(false)
    private let condition = NSCondition()

    /// How often a waiting thread looks before it sleeps: about 30 microseconds.
    private static let spinCount = 2_000

    /// Offers parts, works on them too, and returns when all are done.
    func post(_ count: Int, _ part: Part) {
        withoutActuallyEscaping(part) { part in
            withUnsafePointer(to: part) { address in
                write(count, address)
                workOnParts(asThread: 0)
                var looks = 0
                while finishedCount.load(ordering: .acquiring) < count {
                    looks += 1
                    if looks > Self.spinCount { sched_yield() }
                }
            }
        }
    }

    private func write(_ count: Int, _ address: UnsafePointer<Part>) {
        let job = next.load(ordering: .relaxed) >> 32 &+ 1
        next.store(job << 32 | UInt64(UInt32.max), ordering: .sequentiallyConsistent)
        partCount.store(count, ordering: .sequentiallyConsistent)
        finishedCount.store(0, ordering: .sequentiallyConsistent)
        part.store(UInt(bitPattern: address), ordering: .sequentiallyConsistent)
        next.store((job &+ 1) << 32, ordering: .sequentiallyConsistent)
        if sleeperCount.load(ordering: .sequentiallyConsistent) > 0 { wakeAll() }
    }

    private func wakeAll() {
        condition.lock()
        condition.broadcast()
        condition.unlock()
    }

    /// Takes parts as long as there are any.
    private func workOnParts(asThread thread: Int) {
        while true {
            let state = next.load(ordering: .sequentiallyConsistent)
            let number = Int(state & UInt64(UInt32.max))
            let address = part.load(ordering: .sequentiallyConsistent)
            guard number < partCount.load(ordering: .sequentiallyConsistent) else { return }
            let isClaimed = next.compareExchange(
                expected: state, desired: state + 1, ordering: .sequentiallyConsistent
            ).exchanged
            // The address is that of this job: a new job would have changed the state.
            guard isClaimed, let body = UnsafePointer<Part>(bitPattern: address) else { continue }
            body.pointee(number, thread)
            finishedCount.add(1, ordering: .acquiringAndReleasing)
        }
    }

    /// The life of a thread.
    func work(asThread thread: Int) {
        var seen: UInt64 = 0
        while !isClosed.load(ordering: .acquiring) {
            waitForJob(after: seen)
            seen = next.load(ordering: .sequentiallyConsistent) >> 32
            workOnParts(asThread: thread)
        }
    }

    private func hasNews(since job: UInt64) -> Bool {
        next.load(ordering: .sequentiallyConsistent) >> 32 != job
            || isClosed.load(ordering: .sequentiallyConsistent)
    }

    private func waitForJob(after job: UInt64) {
        for _ in 0..<Self.spinCount where hasNews(since: job) { return }
        condition.lock()
        sleeperCount.add(1, ordering: .sequentiallyConsistent)
        while !hasNews(since: job) { condition.wait() }
        sleeperCount.subtract(1, ordering: .sequentiallyConsistent)
        condition.unlock()
    }

    func close() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        wakeAll()
    }
}
