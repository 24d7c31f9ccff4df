import Foundation
import ProcessGroups
import Tensors
import TestSupport
import Testing

/// Groups whose processes are threads: the exchange is that of processes, over the loopback interface.
@Suite struct ProcessGroupTests {
    /// Runs `body` in each of `count` members of a group, which meets in a store of its own or in `place`.
    static func inGroup<Value: Sendable>(
        of count: Int, at place: MeetingPlace? = nil, timeLimit: Duration = .seconds(30),
        _ body: @escaping @Sendable (ProcessGroup) throws -> Value
    ) throws -> [Outcome<Value>] {
        let place = try place ?? MeetingPlace(size: count)
        let variables = (0..<count).map { place.variables(rank: $0, threadCount: 1) }
        defer { withExtendedLifetime(place) {} }
        return onThreads(count) { rank in
            guard let environment = try ProcessEnvironment(variables[rank]) else {
                throw CancellationError()
            }
            let group = try ProcessGroup(environment, timeLimit: timeLimit)
            do {
                return try body(group)
            } catch {
                group.end(with: error)
                throw error
            }
        }
    }

    @Test(arguments: [1, 2, 3]) func exchangesTensors(count: Int) throws {
        let found = try Self.inGroup(of: count) { group -> [[Float]] in
            let own = Float(group.rank + 1)
            let sum = try Tensor([own, 10 * own] as [Float], shape: [2])
            let first = try Tensor([own] as [Float], shape: [1])
            try group.sum(sum, "adding up")
            try group.broadcast(first, "sharing")
            let all = try group.gather(Tensor([own] as [Float], shape: [1]), "gathering")
            try group.barrier("waiting")
            return [
                try sum.elements(), try first.elements(), try all.flatMap { try $0.elements() },
            ]
        }
        let numbers = (1...count).map(Float.init)
        let total = numbers.reduce(0, +)
        for outcome in found { #expect(outcome.value == [[total, 10 * total], [1], numbers]) }
    }

    /// Gloo writes into connections that others may have closed.
    @Test func leavesNoSignalThatEndsTheProcess() throws {
        let found = try Self.inGroup(of: 1) { _ in raise(SIGPIPE) }
        for outcome in found { #expect(outcome.value == 0) }
    }

    @Test func leavesTensorsWithOtherStridesInTheirOrder() throws {
        let found = try Self.inGroup(of: 2) { group -> [Float] in
            let plain = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
            let turned = try plain.permuted([1, 0])
            try group.sum(turned, "adding up")
            return try plain.elements()
        }
        for outcome in found { #expect(outcome.value == [2, 4, 6, 8, 10, 12]) }
    }

    @Test func exchangesValuesOfAnySize() throws {
        let found = try Self.inGroup(of: 2) { group -> [[String]] in
            let texts = try group.gather(
                Array(repeating: "rank \(group.rank)", count: group.rank), "gathering")
            let shared = try group.fromFirst("sharing") { ["\(Double.infinity)", "first"] }
            return texts + [shared]
        }
        for outcome in found { #expect(outcome.value == [[], ["rank 1"], ["inf", "first"]]) }
    }

    @Test func agreesWhereOneSaysSo() throws {
        let found = try Self.inGroup(of: 2) { group in
            [try group.any(group.rank == 1, "agreeing"), try group.any(false, "agreeing")]
        }
        for outcome in found { #expect(outcome.value == [true, false]) }
    }

    @Test func namesWhatDiffers() throws {
        let found = try Self.inGroup(of: 3) { group in
            try group.compare(
                [("the weights of 'a'", 1), ("the weights of 'b'", group.rank == 0 ? 2 : 3)],
                "comparing")
        }
        for outcome in found {
            #expect(
                outcome.error
                    == "the weights of 'b' are not the same in all 3 processes: ranks 1, 2 have "
                    + "others than rank 0")
        }
    }

    @Test func saysThatARankDoesNotAnswer() throws {
        let found = try Self.inGroup(of: 2) { group in
            // Leaves without a word, as a process that is killed.
            if group.rank == 1 { return }
            try group.barrier("waiting at the bridge")
        }
        let text = try #require(found[0].error)
        #expect(text.hasPrefix("rank 0 of 2 gave up waiting at the bridge after "))
        #expect(text.hasSuffix(" s, at most 30 s: rank 1 does not answer"))
    }

    @Test func saysWhyAnotherHasEnded() throws {
        struct Complaint: Error, CustomStringConvertible {
            let description = "the disk is full"
        }
        let found = try Self.inGroup(of: 2) { group in
            if group.rank == 1 { throw Complaint() }
            try group.barrier("waiting")
        }
        #expect(found[1].error == "the disk is full")
        #expect(found[0].error?.hasSuffix(": rank 1 has ended: the disk is full") == true)
    }

    @Test func saysThatSomeHaveNotJoined() throws {
        let place = try MeetingPlace(size: 2)
        let environment = try #require(
            try ProcessEnvironment(place.variables(rank: 0, threadCount: 1)))
        let text = try #require(
            message { _ = try ProcessGroup(environment, timeLimit: .seconds(1)) })
        #expect(text.hasPrefix("rank 0 of 2 gave up waiting for all to join after 1"))
        #expect(text.hasSuffix("rank 1 does not answer"))
    }

    /// As the processes that `torchrun` starts again.
    @Test func meetsInAStoreThatHasTheKeysOfOthers() throws {
        let place = try MeetingPlace(size: 2)
        let environment = try #require(
            try ProcessEnvironment(place.variables(rank: 1, threadCount: 1)))
        let text = try #require(
            message { _ = try ProcessGroup(environment, timeLimit: .milliseconds(200)) })
        #expect(text.hasPrefix("rank 1 of 2 gave up waiting for all to join after "))
        #expect(text.hasSuffix(" s, at most 0.2 s: rank 0 does not answer"))
        for _ in 0..<2 {
            let found = try Self.inGroup(of: 2, at: place) { group in
                try group.gather(group.rank, "gathering")
            }
            for outcome in found { #expect(outcome.value == [0, 1]) }
        }
    }

    @Test func refusesAPortThatIsTaken() throws {
        let place = try MeetingPlace(size: 2)
        let port = try #require(Int(place.variables(rank: 0, threadCount: 1)["MASTER_PORT"] ?? ""))
        let environment = ProcessEnvironment(rank: 0, size: 2, port: port)
        #expect(
            message { _ = try ProcessGroup(environment, timeLimit: .seconds(1)) }
                == "port \(port) of '127.0.0.1' is taken by another program; MASTER_PORT must name "
                + "one that is free")
    }

    @Test func saysThatNobodyServesTheStore() throws {
        // The port is free again when the place is gone.
        let port = try #require(
            Int(try MeetingPlace(size: 2).variables(rank: 0, threadCount: 1)["MASTER_PORT"] ?? ""))
        let environment = ProcessEnvironment(rank: 1, size: 2, port: port)
        let text = try #require(
            message { _ = try ProcessGroup(environment, timeLimit: .seconds(1)) })
        #expect(text.hasPrefix("rank 1 of 2 cannot reach the store at 127.0.0.1:\(port): "))
    }

    @Test func refusesDevicesWithoutABackend() {
        let environment = ProcessEnvironment(rank: 0, size: 2, port: 1)
        #expect(
            message { _ = try ProcessGroup(environment, device: .cuda(0)) }
                == "several processes cannot compute on cuda:0: that needs NCCL, which this build "
                + "does not use; they can compute on cpu")
    }
}
