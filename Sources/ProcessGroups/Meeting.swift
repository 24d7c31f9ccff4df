import Foundation
import Tensors

/// How the processes that were started together find each other in a store.
///
/// `torchrun` starts processes anew with a store that holds the keys of those before, and counts
/// restarts on each machine for itself, so no variable names the start that a process belongs to. The
/// process with rank 0 draws a name instead, and gives it to each process that asks with a word of its
/// own: nothing that others have left there is taken for an answer.
struct Meeting {
    /// The time is up.
    struct TooLate: Error, CustomStringConvertible {
        let description = "not all have come"
    }

    private static let interval = 0.05

    private let store: SharedStore
    private let rank: Int
    private let size: Int
    private let place: String
    private let deadline: ContinuousClock.Instant

    /// A meeting in `store`, which all must have reached until `deadline`.
    init(
        in store: SharedStore, _ environment: ProcessEnvironment,
        until deadline: ContinuousClock.Instant
    ) {
        self.store = store
        self.deadline = deadline
        (rank, size, place) = (environment.rank, environment.size, environment.prefix)
    }

    /// What the keys of these processes begin with, as the process with rank 0 says.
    ///
    /// - Throws: ``TooLate`` where it does not answer, and `TorchError` where the store does not.
    func prefix() throws -> String {
        let own = UUID().uuidString
        guard rank > 0 else { return "\(place)\(own)/" }
        try store.set(Array(own.utf8), for: question(rank))
        return try wait {
            try store.value(for: answer(own)).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// Waits until all processes know their prefix.
    ///
    /// - Throws: ``TooLate`` where one does not come, and `TorchError` where the store does not answer.
    func waitForAll(_ prefix: String) throws {
        let (isThere, areThere) = ("\(prefix)there/", "\(prefix)there")
        guard rank == 0 else {
            try store.set([], for: "\(isThere)\(rank)")
            return try wait { try store.value(for: areThere).map { _ in } }
        }
        var missing = Set(1..<size)
        try wait {
            for rank in missing {
                if try store.value(for: "\(isThere)\(rank)") != nil {
                    missing.remove(rank)
                } else if let word = try store.value(for: question(rank)) {
                    // It may be that of a process that is no more: asked again until the rank is there.
                    try store.set(
                        Array(prefix.utf8), for: answer(String(decoding: word, as: UTF8.self)))
                }
            }
            return missing.isEmpty ? () : nil
        }
        try store.set([], for: areThere)
    }

    private func question(_ rank: Int) -> String { "\(place)question/\(rank)" }

    private func answer(_ word: String) -> String { "\(place)answer/\(word)" }

    /// The first value of `body` that is not `nil`.
    private func wait<Value>(for body: () throws -> Value?) throws -> Value {
        while true {
            if let value = try body() { return value }
            guard ContinuousClock.now < deadline else { throw TooLate() }
            Thread.sleep(forTimeInterval: Self.interval)
        }
    }
}
