import Sparsity
import TensorFiles
import TestSupport
import Testing

/// What `verify` finds in files that nothing else of this package has made.
@Suite struct FileVerificationTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("model.safetensors")
    }

    /// Writes one weight `[2, 4]`.
    private func write(_ weights: [Float], metadata: [String: String] = [:]) throws {
        var writer = SafetensorsWriter(metadata: metadata)
        try writer.add("w", dtype: .float32, shape: [2, 4]) { append in
            try weights.withUnsafeBytes { try append($0) }
        }
        try writer.write(to: path)
    }

    private let promise = SparsityPromise(
        pattern: "2:4", method: "pdp", sparsity: 0.5, zeroCounts: ["w": 4])

    private func broken(_ demands: ModelDemands = ModelDemands()) throws -> [String] {
        try verify(modelAt: path, demands: demands).filter { !$0.holds }.map(\.text)
    }

    @Test func readsAPromiseInEitherPlace() throws {
        let json = try promise.json
        for metadata in [
            [SparsityPromise.key: json],
            [SparsityPromise.modelKey: "{\"network\": \"mine\", \"promise\": \(json)}"],
        ] {
            try write([1, 0, 0, 2, 0, 3, 0, 4], metadata: metadata)
            #expect(try SparsityPromise.read(at: path) == promise)
            #expect(try broken() == [])
            try write([1, 0, 0, 2, 0, 3, 4, 5], metadata: metadata)
            #expect(
                try broken() == [
                    "w: 3 zeros, promised at least 4", "w: 1 of 2 groups violate 2:4",
                ])
        }
        try write([Float](repeating: 1, count: 8), metadata: [SparsityPromise.modelKey: "{}"])
        #expect(try SparsityPromise.read(at: path) == nil)
    }

    /// Channels along the second axis, as transposed convolutions have them.
    @Test func looksAlongThePromisedAxis() throws {
        func broken(_ weights: [Float], axes: [String: Int]?) throws -> [String] {
            let promise = SparsityPromise(
                pattern: "channels", method: "pdp", sparsity: 0.5, zeroCounts: ["w": 4],
                channelAxes: axes)
            try write(weights, metadata: [SparsityPromise.key: promise.json])
            #expect(try SparsityPromise.read(at: path) == promise)
            return try self.broken()
        }
        let (columns, rows): ([Float], [Float]) = (
            [0, 1, 0, 1, 0, 1, 0, 1], [0, 0, 0, 0, 1, 1, 1, 1]
        )
        #expect(try broken(columns, axes: ["w": 1]) == [])
        #expect(try broken(rows, axes: nil) == [])
        #expect(
            try broken(columns, axes: nil) == ["w: 0 empty channels hold 0 of 4 zeros"])
        #expect(
            try broken(rows, axes: ["w": 1])
                == ["w: 0 empty channels along axis 1 hold 0 of 4 zeros"])
        for axis in [2, -1] {
            #expect(
                try broken(rows, axes: ["w": axis])
                    == ["w: there are no channels along axis \(axis) of the shape [2, 4]"])
        }
        #expect(
            try broken(rows, axes: ["v": 1]) == ["v: an axis of channels is promised, and no zeros"]
        )
    }

    @Test func looksWhereTheNetworkHasItsChannels() throws {
        try write([0, 1, 0, 1, 0, 1, 0, 1])
        let demands = ModelDemands(pattern: "channels", channelAxes: ["w": 1])
        #expect(try broken(demands) == [])
        let text = "nothing says where channels lie; they are looked for along the first axis"
        let unknown = try verify(modelAt: path, demands: ModelDemands(pattern: "channels"))
        #expect(unknown.map(\.text).contains(text))
        #expect(try !verify(modelAt: path, demands: demands).map(\.text).contains(text))
    }

    @Test(arguments: [
        ("\"channelAxes\": 7", "'channelAxes' is of another type"),
        ("\"channelAxes\": {\"w\": \"x\"}", "'channelAxes.w' is of another type"),
        ("\"zeroCounts\": {\"w\": -4}", "the zeros of 'w' are -4; they must be at least 0"),
        ("\"sparsity\": 2", "'sparsity' is 2.0; it must be 0 to 1"), ("", "'sparsity' is missing"),
    ])
    func namesWhatOfAPromiseIsDamaged(member: String, problem: String) throws {
        var members = ["\"pattern\": \"channels\"", "\"method\": \"pdp\""]
        if !member.contains("zeroCounts") { members.append("\"zeroCounts\": {\"w\": 4}") }
        if !member.isEmpty {
            members.append(member)
            if !member.contains("sparsity") { members.append("\"sparsity\": 0.5") }
        }
        try write(
            [Float](repeating: 0, count: 8),
            metadata: [SparsityPromise.key: "{\(members.joined(separator: ", "))}"])
        #expect(
            message { _ = try verify(modelAt: path) }
                == "the promise of zeros in '\(path)' is damaged: in '\(SparsityPromise.key)' of its "
                + "metadata \(problem)")
    }

    @Test(arguments: [SparsityPromise.key, SparsityPromise.modelKey])
    func refusesAPromiseThatCannotBeRead(key: String) throws {
        try write([Float](repeating: 0, count: 8), metadata: [key: "zeros: many"])
        #expect(
            message { _ = try verify(modelAt: path) }
                == "'\(path)' is not a model of this program: its metadata have a '\(key)' that says "
                + "nothing of a network")
    }

    @Test func countsForDemandsOfAnyFile() throws {
        try write([0, 0, 0, 0, 1, 2, 3, 4])
        #expect(try broken(ModelDemands(sparsity: 0.5, pattern: "channels")) == [])
        #expect(try broken(ModelDemands(pattern: "2:4")) == ["w: 1 of 2 groups violate 2:4"])
        #expect(
            message { _ = try broken(ModelDemands(tensors: ["x"])) }
                == "no pruned weight of '\(path)' is called 'x'")
        try #require(SparsityPatternTests.areAdded)
        #expect(
            message { _ = try broken(ModelDemands(pattern: "blocks")) }
                == "there is no pattern 'blocks'; "
                + "it must be one of unstructured, channels, N:M such as 2:4, Rx1 such as 4x1, pairs"
        )
    }
}
