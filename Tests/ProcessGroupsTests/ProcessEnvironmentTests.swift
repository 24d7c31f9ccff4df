import ProcessGroups
import TestSupport
import Testing

@Suite struct ProcessEnvironmentTests {
    private static let whole = [
        "RANK": "1", "WORLD_SIZE": "4", "MASTER_ADDR": "host", "MASTER_PORT": "29500",
    ]

    @Test func isNotThereForOneProcess() throws {
        #expect(try ProcessEnvironment(["MASTER_ADDR": "host", "LOCAL_RANK": "0"]) == nil)
    }

    @Test func readsWhatTorchrunSets() throws {
        let added = [
            "LOCAL_WORLD_SIZE": "2", "TORCHELASTIC_USE_AGENT_STORE": "True",
            "TORCHELASTIC_RUN_ID": "job", "GLOO_SOCKET_IFNAME": "eth1,eth2",
        ]
        let found = try #require(try ProcessEnvironment(Self.whole.merging(added) { $1 }))
        #expect(found.rank == 1 && found.size == 4 && found.localSize == 2)
        #expect(found.host == "host" && found.port == 29500 && found.hasStore)
        #expect(found.prefix == "pdp/job/" && found.interface == "eth1")
        #expect(!found.isOnOneMachine)
    }

    @Test func needsNoPlaceToMeetForOneOfOne() throws {
        let found = try #require(try ProcessEnvironment(["RANK": "0", "WORLD_SIZE": "1"]))
        #expect(found.size == 1)
    }

    @Test(
        arguments: [
            (
                ["WORLD_SIZE": nil],
                "the variable RANK is set and WORLD_SIZE is not; torchrun sets RANK, WORLD_SIZE, "
                    + "MASTER_ADDR and MASTER_PORT together"
            ),
            (
                ["RANK": nil],
                "the variable WORLD_SIZE is set and RANK is not; torchrun sets RANK, WORLD_SIZE, "
                    + "MASTER_ADDR and MASTER_PORT together"
            ),
            (
                ["MASTER_ADDR": nil],
                "the variable RANK is set and MASTER_ADDR is not; torchrun sets RANK, WORLD_SIZE, "
                    + "MASTER_ADDR and MASTER_PORT together"
            ),
            (
                ["WORLD_SIZE": "0"],
                "the variable WORLD_SIZE is '0'; it must be a whole number from 1 to 65536"
            ),
            (
                ["WORLD_SIZE": "two"],
                "the variable WORLD_SIZE is 'two'; it must be a whole number from 1 to 65536"
            ),
            (
                ["RANK": "4"],
                "the variable RANK is '4'; it must be a whole number from 0 to 3, below WORLD_SIZE"
            ),
            (
                ["RANK": "-1"],
                "the variable RANK is '-1'; it must be a whole number from 0 to 3, below WORLD_SIZE"
            ),
            (
                ["MASTER_PORT": "70000"],
                "the variable MASTER_PORT is '70000'; it must be a whole number from 1 to 65535"
            ),
            (
                ["LOCAL_WORLD_SIZE": "5"],
                "the variable LOCAL_WORLD_SIZE is '5'; it must be a whole number from 1 to 4"
            ),
        ] as [([String: String?], String)])
    func refusesWhatCannotBe(change: [String: String?], text: String) throws {
        let variables = Self.whole.merging(change.compactMapValues { $0 }) { $1 }
            .filter { change[$0.key] != .some(.none) }
        #expect(message { _ = try ProcessEnvironment(variables) } == text)
    }
}
