import Datasets
import Foundation

/// A folder whose kind of data is to be found out.
///
/// What several kinds look at is looked at once.
public final class UnknownFolder {
    /// The path.
    public let path: String

    /// What the recipe says of its data.
    public let recipe: DataRecipe

    /// Whether the training part may be missing.
    public let isOnlyTest: Bool

    /// The names of the files and folders in it.
    public let names: Set<String>

    /// The data set of images that stands in the folder or in one inside it.
    private(set) lazy var images = Result {
        try DataLocation.find(in: path, isOnlyTest: isOnlyTest)
    }

    /// What the images in folders of classes are.
    private(set) lazy var classFolders = ClassFolders(in: path)

    /// The task of the files of sentences.
    private(set) lazy var sentences = Result { try SentenceTask(in: self) }

    init(path: String, recipe: DataRecipe, isOnlyTest: Bool) {
        self.path = path
        self.recipe = recipe
        self.isOnlyTest = isOnlyTest
        names = Set((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
    }
}
