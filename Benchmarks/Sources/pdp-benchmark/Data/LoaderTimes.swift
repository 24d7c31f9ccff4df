import ArgumentParser
import Datasets
import Tensors

/// The counterpart of `pytorch/image_loader.py`.
struct LoaderTimes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loader",
        abstract: "Load random batches of photographs for each line of the standard input.",
        discussion: """
            Random resized crops of 224 × 224 pixels, mirrored every other time, normalised, as \
            tensors. Each answer is one line of JSON with the seconds from the start of the \
            threads to the last batch.
            """)

    @Option(help: "A folder with one folder of photographs for each class.") var data: String
    @Option(help: "Threads that prepare batches.") var workers = 2
    @Option(help: "Images of a batch.") var batch = 32
    @Option(help: "Batches in a block; fewer where there are fewer.") var batches = 30

    func validate() throws {
        guard batches > 0 else { throw ValidationError("--batches is \(batches); at least 1") }
    }

    func run() throws {
        let folder = try ImageFolder(path: data, transforms: .training())
        let loader = try BatchLoader(
            dataset: folder,
            configuration: LoaderConfiguration(
                batchSize: batch, shuffles: true, dropsLast: true,
                normalization: Normalization(
                    mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225]),
                prefetchCount: 2 * workers, workerCount: workers))
        let count = min(batches, loader.batchCount)
        report("ready {\"images\": \(folder.count), \"classes\": \(folder.classNames.count)}")
        var epoch = 0
        while readLine() != nil {
            let seconds = try elapsed {
                let iterator = loader.batches(
                    epoch: epoch, startingAt: loader.batchCount - count)
                while let images = try iterator.next() {
                    let shape = images.shape
                    _ = try Tensor(
                        images.pixels,
                        shape: [images.count, shape.channelCount, shape.height, shape.width])
                }
            }
            epoch += 1
            report("{\"seconds\": \(seconds), \"images\": \(count * batch)}")
        }
    }
}
