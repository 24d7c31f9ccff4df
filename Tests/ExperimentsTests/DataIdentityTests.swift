import Experiments
import Files
import Foundation
import Reports
import TestSupport
import Testing

/// A run knows its data, wherever they stand.
@Suite struct DataIdentityTests {
    let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    /// A copy of the data in a folder called `name`, after `change` of one of the files.
    private func copy(
        _ name: String, changing file: String? = nil, _ change: (inout [UInt8]) -> Void = { _ in }
    ) throws -> String {
        let folder = runs.folder.path(name)
        try makeFolder(at: folder)
        for part in ["train", "t10k"] {
            for kind in ["images-idx3-ubyte", "labels-idx1-ubyte"] {
                var bytes = try readFile(at: runs.folder.path("\(part)-\(kind)"))
                if "\(part)-\(kind)" == file { change(&bytes) }
                try AtomicFile.write(bytes, to: "\(folder)/\(part)-\(kind)")
            }
        }
        return folder
    }

    private func resume(_ name: String, with folder: String) throws {
        try TrainingRun(
            recipe: runs.recipe, data: DataSources.open(for: runs.recipe, folder: folder),
            folder: runs.runFolder(name)
        ).run(resuming: true)
    }

    private func interrupt(_ name: String) {
        let text = message { try runs.run(runs.recipe, in: name, stoppingAfter: 4) }
        #expect(text?.hasPrefix("interrupted") == true)
    }

    @Test(arguments: ["moved", "fashion"]) func aCopyIsTheSameData(name: String) throws {
        interrupt("run")
        try resume("run", with: copy(name))
    }

    @Test(arguments: [
        ("train-images-idx3-ubyte", "contents of the training"),
        ("train-labels-idx1-ubyte", "contents of the training"),
        ("t10k-images-idx3-ubyte", "contents of the test"),
    ])
    func refusesToGoOnWithOtherData(file: String, what: String) throws {
        interrupt("run")
        let other = try copy("other", changing: file) { $0[$0.count / 2] ^= 1 }
        let details =
            "(idx; 10 classes; training: 2 files, 80 examples; test: 2 files, 30 examples)"
        #expect(
            message { try resume("run", with: other) }
                == "the run in '\(runs.folder.path)/run' was made with other data: the \(what) "
                + "files differ between '\(runs.folder.path)' \(details), which it has learned "
                + "from, and '\(other)' \(details), which were named now")
    }

    @Test func goesOnWhereTheCheckpointDoesNotSay() throws {
        interrupt("run")
        try rewrite(runs.runFolder("run").checkpoint) { metadata in
            metadata["pdp.checksum"] = nil
            guard let text = metadata["pdp.checkpoint"],
                var position = try? JSONSerialization.jsonObject(with: Data(text.utf8))
                    as? [String: Any]
            else { return }
            position["data"] = nil
            guard let bytes = try? JSONSerialization.data(withJSONObject: position) else { return }
            metadata["pdp.checkpoint"] = String(decoding: bytes, as: UTF8.self)
        }
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        try TrainingRun(recipe: runs.recipe, data: runs.data, folder: runs.runFolder("run"))
            .run(resuming: true, observer: observer)
        #expect(
            notes == [
                "the checkpoint does not say what its data were; these are taken for the same"
            ])
    }

    @Test func standsInTheSummaryAndGuardsTheFolder() throws {
        let summary = try runs.run(runs.recipe, in: "run").summary
        let known = try #require(summary.dataIdentity)
        #expect(known.kind == "idx" && known.parts.map(\.exampleCount) == [80, 30])
        let quick = try DataSources.identity(for: runs.recipe, folder: copy("same"))
        #expect(try runs.runFolder("run").checkData(quick))
        let other = try DataSources.identity(
            for: runs.recipe,
            folder: copy("other", changing: "t10k-labels-idx1-ubyte") { $0[9] ^= 1 })
        let text = message { try runs.runFolder("run").checkData(other) }
        #expect(text?.contains("the contents of the test files differ between") == true)
    }

    @Test func tellsWhatDiffers() {
        typealias Part = DataIdentity.Part
        let part = Part(
            name: "training", exampleCount: 3, fileCount: 2, names: "a", sizes: "b", contents: "c")
        var data = DataIdentity(kind: "idx", folder: "x", parts: [part])
        data.classCount = 10
        data.classNames = "n"
        func difference(_ change: (inout DataIdentity) -> Void) -> String? {
            var other = data
            change(&other)
            return other.difference(from: data)
        }
        #expect(difference { $0.folder = "y" } == nil)
        #expect(difference { $0.classCount = nil } == nil)
        #expect(difference { $0.kind = "cifar10" } == "the kinds differ")
        #expect(difference { $0.parts = [] } == "the parts differ")
        #expect(
            difference { $0.parts[0].fileCount = 1 } == "the numbers of the training files differ")
        #expect(difference { $0.parts[0].names = "z" } == "the names of the training files differ")
        #expect(difference { $0.parts[0].sizes = "z" } == "the sizes of the training files differ")
        #expect(
            difference { $0.parts[0].exampleCount = 4 }
                == "the numbers of training examples differ")
        #expect(difference { $0.classCount = 9 } == "the numbers of classes differ")
        #expect(difference { $0.classNames = "m" } == "the names of the classes differ")
    }
}
