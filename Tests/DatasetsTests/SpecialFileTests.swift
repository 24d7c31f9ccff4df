import Datasets
import Foundation
import TestSupport
import Testing

/// Pipes and folders under the names of data files.
@Suite struct SpecialFileTests {
    private func error(_ name: String, read: (String) throws -> Void) throws -> String {
        let folder = try TemporaryFolder()
        try #require(mkfifo(folder.path + "/" + name, 0o600) == 0)
        let error = #expect(throws: DatasetError.self) { try read(folder.path) }
        return "\(try #require(error))".replacing(folder.path, with: "$")
    }

    @Test func noReaderWaitsForAPipe() throws {
        let images = try error("t10k-images-idx3-ubyte") { folder in
            try Data([0, 0, 8, 1, 0, 0, 0, 0]).write(
                to: URL(fileURLWithPath: folder + "/t10k-labels-idx1-ubyte"))
            _ = try IDX.readDataset(folder: folder, split: .test)
        }
        #expect(images == "'$/t10k-images-idx3-ubyte' is a pipe; a regular file is needed")
        let batch = try error("test_batch.bin") {
            _ = try CIFAR10.readDataset(folder: $0, split: .test)
        }
        #expect(batch == "'$/test_batch.bin' is a pipe; a regular file is needed")
        let table = try error("dev.tsv") {
            _ = try GLUE.readDataset(folder: $0, task: .sst2, split: .test)
        }
        #expect(table == "'$/dev.tsv' is a pipe; a regular file is needed")
        let vocabulary = try error("vocab.txt") { _ = try Vocabulary(path: $0 + "/vocab.txt") }
        #expect(vocabulary == "'$/vocab.txt' is a pipe; a regular file is needed")
    }
}
