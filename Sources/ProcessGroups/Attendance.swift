import Foundation
import Tensors

/// Who of several processes is there: each raises a number of its own in the store several times a
/// second, and leaves a word there when it ends with an error.
///
/// `@unchecked Sendable`: `isStopped` is behind the lock, and the store is one call at a time.
final class Attendance: @unchecked Sendable {
    /// What is known of the others when an exchange has failed.
    enum Cause: Equatable {
        /// A rank has ended for a reason of its own.
        case ended(rank: Int, text: String)
        /// Ranks do not answer.
        case silent([Int])
        /// Ranks have ended because of others; what one of them said.
        case followed(String)
        /// All ranks answer.
        case allThere
        /// The store does not answer.
        case noStore
    }

    private static let interval = 0.25
    /// How long a rank may be silent: eight times the interval, for machines that have much to do.
    private static let patience = 2.0

    private let store: SharedStore
    private let prefix: String
    private let rank: Int
    private let size: Int
    private let lock = NSLock()
    private var isStopped = false

    /// Takes part from now on. `store` is a connection of its own.
    init(in store: SharedStore, prefix: String, rank: Int, size: Int) {
        self.store = store
        self.prefix = prefix
        self.rank = rank
        self.size = size
        Thread { [weak self] in
            while let self, self.beat() { Thread.sleep(forTimeInterval: Self.interval) }
        }.start()
    }

    /// Ends taking part.
    func stop() { lock.withLock { isStopped = true } }

    private func beat() -> Bool {
        guard !lock.withLock({ isStopped }) else { return false }
        return (try? store.add(1, to: key("pulse", rank))) != nil
    }

    private func key(_ topic: String, _ rank: Int) -> String { "\(prefix)\(topic)/\(rank)" }

    /// Leaves a word for the others.
    ///
    /// - Parameters:
    ///   - text: Why this process ends.
    ///   - isConsequence: Whether it ends because of others.
    func tell(_ text: String, isConsequence: Bool) {
        let word = Array(((isConsequence ? "-" : "+") + text).utf8)
        _ = within(Self.patience) { [self] in try store.set(word, for: key("end", rank)) }
    }

    /// Finds out what has become of the others; takes about two seconds.
    func cause() -> Cause {
        within(2 * Self.patience) { [self] in try look() } ?? .noStore
    }

    private func look() throws -> Cause {
        let others = (0..<size).filter { $0 != rank }
        let before = try others.map { try store.add(0, to: key("pulse", $0)) }
        let end = Date(timeIntervalSinceNow: Self.patience)
        while Date() < end {
            if let own = try words(of: others).first(where: { $0.text.hasPrefix("+") }) {
                return .ended(rank: own.rank, text: String(own.text.dropFirst()))
            }
            Thread.sleep(forTimeInterval: Self.interval)
        }
        let after = try others.map { try store.add(0, to: key("pulse", $0)) }
        let words = try words(of: others)
        let silent = others.indices.filter { before[$0] == after[$0] }.map { others[$0] }
        let unexplained = silent.filter { rank in !words.contains { $0.rank == rank } }
        if !unexplained.isEmpty { return .silent(unexplained) }
        return words.first.map { .followed(String($0.text.dropFirst())) } ?? .allThere
    }

    private func words(of ranks: [Int]) throws -> [(rank: Int, text: String)] {
        try ranks.compactMap { rank in
            try store.value(for: key("end", rank)).map {
                (rank, String(decoding: $0, as: UTF8.self))
            }
        }
    }

    /// What `body` returns on a thread of its own; `nil` where it throws or takes longer than `seconds`,
    /// as with a store whose process is frozen.
    private func within<Value: Sendable>(
        _ seconds: Double, _ body: @escaping @Sendable () throws -> Value
    ) -> Value? {
        let result = Slot<Value>()
        let isDone = DispatchSemaphore(value: 0)
        Thread {
            result.fill(with: try? body())
            isDone.signal()
        }.start()
        return isDone.wait(timeout: .now() + seconds) == .success ? result.value : nil
    }
}

/// A value that another thread fills in.
private final class Slot<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var stored: Value?

    var value: Value? { lock.withLock { stored } }

    func fill(with value: Value?) { lock.withLock { stored = value } }
}
