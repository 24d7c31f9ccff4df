import Foundation

/// Numbered elements that threads make ahead and one consumer takes in order.
///
/// Invariant: at most `capacity` elements are finished or in work and not yet taken, so a thread
/// that claims the next number never runs further ahead of the consumer than that.
// All variables are read and written between lock and unlock of `condition`.
package final class PrefetchQueue<Element: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private let end: Int
    private let capacity: Int
    private var claimed: Int
    private var delivered: Int
    private var finished: [Int: Result<Element, any Error>] = [:]
    private var isCancelled = false

    /// Creates a queue of the elements with the numbers in `range`; no thread runs yet.
    package init(range: Range<Int>, capacity: Int) {
        end = range.upperBound
        self.capacity = capacity
        claimed = range.lowerBound
        delivered = range.lowerBound
    }

    /// Starts threads that call `make` once for each number, in any order.
    ///
    /// The threads own the queue and `make` until they end: after the last number, or soon after
    /// ``cancel()``.
    package func start(workerCount: Int, make: @escaping @Sendable (Int) throws -> Element) {
        for _ in 0..<min(workerCount, end - delivered) {
            Thread { [self] in
                while let number = claim() {
                    finish(number, with: Result { try make(number) })
                }
            }.start()
        }
    }

    /// Waits for the next element.
    ///
    /// - Returns: `nil` after the last element, after an error, and once cancelled.
    /// - Throws: What `make` threw for this element; the queue is cancelled by it.
    package func next() throws -> Element? {
        condition.lock()
        defer { condition.unlock() }
        while !isCancelled && delivered < end && finished[delivered] == nil {
            condition.wait()
        }
        guard !isCancelled, let result = finished.removeValue(forKey: delivered) else { return nil }
        delivered += 1
        if case .failure = result { isCancelled = true }
        condition.broadcast()
        return try result.get()
    }

    /// Makes every thread end after the element in its hands and drops what is ready.
    package func cancel() {
        condition.lock()
        defer { condition.unlock() }
        isCancelled = true
        finished = [:]
        condition.broadcast()
    }

    /// Waits for room and returns the next number to make, `nil` when there is nothing left to do.
    private func claim() -> Int? {
        condition.lock()
        defer { condition.unlock() }
        while !isCancelled && claimed < end && claimed - delivered >= capacity {
            condition.wait()
        }
        guard !isCancelled, claimed < end else { return nil }
        claimed += 1
        return claimed - 1
    }

    private func finish(_ number: Int, with result: Result<Element, any Error>) {
        condition.lock()
        defer { condition.unlock() }
        guard !isCancelled else { return }
        finished[number] = result
        condition.broadcast()
    }
}
