import Datasets
import Foundation
import Synchronization
import Testing

@Suite struct PrefetchQueueTests {
    @Test func neverRunsFurtherAheadThanItsCapacity() throws {
        let started = Mutex(0)
        let queue = PrefetchQueue<Int>(range: 0..<50, capacity: 3)
        queue.start(workerCount: 4) { number in
            started.withLock { $0 += 1 }
            return number
        }
        for taken in 0..<50 {
            Thread.sleep(forTimeInterval: 0.001)
            #expect(started.withLock { $0 } <= taken + 3)
            #expect(try queue.next() == taken)
        }
        #expect(try queue.next() == nil)
    }

    @Test func keepsTheOrderWhereLaterElementsAreReadyFirst() throws {
        let queue = PrefetchQueue<Int>(range: 5..<25, capacity: 6)
        queue.start(workerCount: 3) { number in
            if number.isMultiple(of: 3) { Thread.sleep(forTimeInterval: 0.003) }
            return number
        }
        for expected in 5..<25 { #expect(try queue.next() == expected) }
    }

    @Test func cancellingWakesAConsumerThatWaits() async throws {
        let queue = PrefetchQueue<Int>(range: 0..<1, capacity: 1)
        let waiting = Task.detached { try queue.next() }
        try await Task.sleep(for: .milliseconds(5))
        queue.cancel()
        #expect(try await waiting.value == nil)
    }
}
