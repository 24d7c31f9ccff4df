import Datasets
import Files
import Foundation

/// Images of one size that are held in memory, normalised by the training images.
protocol InMemoryImageKind: DataKind {}

extension InMemoryImageKind {
    /// Those of images in memory.
    static var imageKeys: Set<DataKey> { [.crop, .flip, .randAugment, .normalization, .channels] }

    var keys: Set<DataKey> { Self.imageKeys }

    func needsTraining(_ recipe: DataRecipe) -> Bool { recipe.isNormalizedByKind }
}

/// Images in memory that come as a few files with known names.
protocol ImageFilesKind: InMemoryImageKind {
    /// What looking for data sets calls it.
    var location: ImageDataKind { get }

    /// The first of the file `names` in the folder of the data set by which it was recognised.
    func mark(among names: [String]) -> String?

    /// The file that names the classes; `nil` where there is none.
    func classFile(in request: DataRequest) -> FilePath?

    /// Reads one part.
    func readDataset(_ split: DatasetSplit, of request: DataRequest) throws -> InMemoryImages
}

extension ImageFilesKind {
    var order: Int { 300 }

    func reason(in folder: UnknownFolder) throws -> String? {
        guard let found = try folder.images.get(), found.kind == location else { return nil }
        let path = "\(found.folder)"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let isInside = path.hasPrefix(folder.path)
        let below = isInside ? path.dropFirst(folder.path.count).drop { $0 == "/" } : ""
        return "it holds '\(below.isEmpty ? "" : below + "/")\(mark(among: names) ?? "")'"
    }

    func open(_ request: DataRequest) throws -> any DataSource {
        // Those of both parts and that of the classes.
        let parts = DatasetSplit.allCases.flatMap { (try? files(of: $0, in: request)) ?? [] }
        let used = parts + [classFile(in: request)].compactMap(\.self)
        return try ImageSource(
            request, listings: { ListingReport(ofFiles: used).map { [$0] } ?? [] }
        ) { try readDataset($0, of: request) }
    }
}
