import TensorFiles
import Testing

@Suite struct StateSelectionTests {
    private func state(_ names: String...) -> [UInt8] {
        Operations.dictionary(names.map { ($0, Operations.tensor()) })
    }

    private func open(
        _ members: [(String, [UInt8])], stateKey: String? = nil
    ) throws -> PyTorchFile {
        let bytes = Operations.legacyFile(
            Operations.dictionary(members), storages: [Operations.storageOfFour])
        let file = try TemporaryFile(bytes)
        return try withExtendedLifetime(file) {
            try PyTorchFile(path: file.path, stateKey: stateKey)
        }
    }

    @Test(arguments: [
        "ema", "model_ema", "state_dict_ema", "ema_state_dict", "modelEMA", "swa", "average",
    ]) func takesTheNetworkAndNotItsAverage(key: String) throws {
        let average = state("a.weight", "a.bias", "a.more")
        let file = try open([(key, average), ("model", state("a.weight", "a.bias"))])
        #expect(file.stateKey == "model" && file.otherStateKeys == [key])
        let other = try open([(key, average), ("model", state("a.weight"))], stateKey: key)
        #expect(other.stateKey == key && other.names == ["a.weight", "a.bias", "a.more"])
    }

    @Test func knowsAnAverageByItsCount() throws {
        let average = state("n_averaged", "module.a.weight")
        let file = try open([("first", average), ("second", state("a.weight"))])
        #expect(file.stateKey == "second" && file.otherStateKeys == ["first"])
    }

    @Test func takesTheAverageWhereNothingElseIsTheNetwork() throws {
        let average = state("a.weight", "b.weight", "c.weight")
        let file = try open([("norm", state("mean")), ("ema", average)])
        #expect(file.stateKey == "ema" && file.otherStateKeys == [])
    }

    @Test func passesOverOptimizersAndFindsMembersOfMembers() throws {
        let optimizer = Operations.dictionary([("state", state("a", "b", "c", "d"))])
        let callbacks = Operations.dictionary([
            ("EMA", Operations.dictionary([("state", state("a.weight"))]))
        ])
        let members = [
            ("optimizer", optimizer), ("callbacks", callbacks), ("model", state("a.weight")),
        ]
        let file = try open(members)
        #expect(file.stateKey == "model" && file.otherStateKeys == ["callbacks.EMA.state"])
        #expect(try open(members, stateKey: "callbacks.EMA.state").names == ["a.weight"])
    }

    @Test func aKeyMayGoOnInTheNamesOfADictionary() throws {
        let lightning = [
            ("state_dict", state("model.a.weight", "teacher.a.weight", "teacher.b", "loss.weight"))
        ]
        for key in ["teacher", "state_dict.teacher"] {
            let file = try open(lightning, stateKey: key)
            #expect(file.names == ["a.weight", "b"] && file.stateKey == key)
        }
        #expect(try open(lightning, stateKey: "teacher.a").names == ["weight"])
        #expect(throws: PyTorchFileError.self) { try open(lightning, stateKey: "teach") }
        #expect(try open(lightning).names.count == 4)
    }

    @Test func namesTheMembersWhereTheKeyIsNone() throws {
        let bytes = Operations.legacyFile(
            Operations.dictionary([("model", state("a")), ("ema", state("a"))]),
            storages: [Operations.storageOfFour])
        #expect(
            try problem(bytes, stateKey: "emma")
                == "it has no dictionary 'emma'; it has 'model', 'ema'")
    }
}
