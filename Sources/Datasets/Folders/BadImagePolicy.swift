import Files
import Foundation

/// What a folder does about an image that cannot be used: one that is damaged, unreadable, of
/// another format or too large.
public enum BadImagePolicy: Sendable {
    /// The next image of the same class takes its place, so labels and the balance of classes hold;
    /// the report has its name. Only a class without any good image is an error.
    case skip(BadImageReport)

    /// The image is missing from its batch, so that none counts twice in an accuracy; the report has
    /// its name.
    case leaveOut(BadImageReport)

    /// The image's error ends the run.
    case stop
}

/// Thrown for an image that is to be missing from its batch; it is in the folder's report.
public struct LeftOutImage: Error, Equatable, Sendable {
    /// Creates the error.
    public init() {}
}

/// The images that a folder has skipped so far; safe to use from several threads.
///
/// All variables are read and written between lock and unlock.
public final class BadImageReport: @unchecked Sendable {
    private let lock = NSLock()
    private var errorsByFile: [FilePath: DatasetError] = [:]
    private let onFirst: (@Sendable (DatasetError) -> Void)?

    /// Creates an empty report.
    ///
    /// - Parameter onFirst: Called with each image's error, once for each image, on the thread that
    ///   met it.
    public init(onFirst: (@Sendable (DatasetError) -> Void)? = nil) {
        self.onFirst = onFirst
    }

    /// How many images have been skipped, each counted once.
    public var count: Int {
        lock.withLock { errorsByFile.count }
    }

    /// What was wrong with each skipped image, in the order of their names.
    public var errors: [DatasetError] {
        lock.withLock { errorsByFile.sorted { $0.key < $1.key }.map(\.value) }
    }

    func add(_ error: DatasetError, file: FilePath) {
        let isNew = lock.withLock { errorsByFile.updateValue(error, forKey: file) == nil }
        if isNew { onFirst?(error) }
    }
}
