import Datasets
import Files

/// Images of glyphs that are drawn.
struct GlyphData: InMemoryImageKind {
    let name = "glyphs"
    let summary = "images of ten glyphs that are drawn, for trying things out without any files"
    let isReadFromFolder = false
    let reasonWithoutFolder: String? = "no folder was named"

    /// The examples where a recipe does not say how many.
    private static let usualCounts: [DatasetSplit: Int] = [.training: 12_000, .test: 4_000]

    func files(of split: DatasetSplit, in request: DataRequest) throws -> [FilePath] { [] }

    var drawing: String? {
        get throws {
            let generator = try GlyphGenerator()
            return "\(generator.classCount) \(generator.seed) \(generator.difficulty)"
        }
    }

    func open(_ request: DataRequest) throws -> any DataSource {
        let generator = try GlyphGenerator()
        return try ImageSource(request, listings: { [] }, isComplete: false) { split in
            let count = split == .training ? request.recipe.trainingCount : request.recipe.testCount
            return try generator.dataset(
                count: count ?? Self.usualCounts[split] ?? 0, split: split)
        }
    }
}
