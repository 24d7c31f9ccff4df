import Datasets
import Foundation
import Testing

/// The folder of downloaded datasets that `PDP_TEST_DATA` names.
private let realData = ProcessInfo.processInfo.environment["PDP_TEST_DATA"]

private func realFolder(_ names: String...) -> String? {
    names.compactMap { name in realData.map { $0 + "/" + name } }
        .first { FileManager.default.fileExists(atPath: $0) }
}

private let fashionFolder = realFolder("fashion-mnist")
private let cifarFolder = realFolder("cifar-10", "cifar-10-batches-bin")

@Suite struct RealDataTests {
    /// Half of the last digit that the published statistics give.
    private let tolerance: Float = 0.00005

    @Test(.enabled(if: fashionFolder != nil, "PDP_TEST_DATA names no folder with fashion-mnist"))
    func fashionMNISTHasItsPublishedStatistics() throws {
        let folder = try #require(fashionFolder)
        let training = try IDX.readDataset(folder: folder, split: .training)
        let test = try IDX.readDataset(folder: folder, split: .test)

        #expect(training.count == 60_000)
        #expect(test.count == 10_000)
        for classIndex in 0..<10 {
            #expect(training.labels.count { $0 == classIndex } == 6_000)
        }
        let statistics = training.channelStatistics()
        #expect(abs(statistics.mean[0] - 0.2860) < tolerance)
        #expect(abs(statistics.deviation[0] - 0.3530) < tolerance)
    }

    @Test(
        .enabled(if: cifarFolder != nil, "PDP_TEST_DATA names no folder with cifar-10-batches-bin"))
    func cifar10HasItsPublishedStatistics() throws {
        let folder = try #require(cifarFolder)
        let training = try CIFAR10.readDataset(folder: folder, split: .training)
        let test = try CIFAR10.readDataset(folder: folder, split: .test)

        #expect(training.count == 50_000)
        #expect(test.count == 10_000)
        for classIndex in 0..<10 {
            #expect(test.labels.count { $0 == classIndex } == 1_000)
        }
        for (mean, published) in zip(
            training.channelStatistics().mean, [0.4914, 0.4822, 0.4465] as [Float])
        {
            #expect(abs(mean - published) < tolerance)
        }
    }
}
