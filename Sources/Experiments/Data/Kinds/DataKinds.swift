import Datasets
import Synchronization

/// The kinds of data by their names in recipes and files: those of this package, and those that a
/// program has added.
///
///     try DataKinds.add(SensorLogs())
public enum DataKinds {
    /// Those of this package, in the order in which they are listed.
    package static let own: [any DataKind] =
        [
            GlyphData(), IDXData(), CIFAR10Data(), CIFAR100Data(), PhotographData(),
            SmallImageData(), SICKData(), SNLIData(),
        ] + GLUETask.allCases.map { GLUEData(task: $0) } + [TableData(), ArrayData()]

    private static let added = Mutex<[any DataKind]>([])

    /// Every kind, those of this package first.
    public static var all: [any DataKind] { own + added.withLock { $0 } }

    /// Makes a kind of data of one's own known to recipes and to the files of models.
    ///
    /// - Throws: ``RunError/dataKindExists(_:)`` if there is one of that name.
    public static func add(_ kind: any DataKind) throws {
        try added.withLock { added in
            let taken = [DataRecipe.automaticKind] + (own + added).map(\.name)
            guard !taken.contains(kind.name) else { throw RunError.dataKindExists(kind.name) }
            added.append(kind)
        }
    }

    /// The kind called `name`; `nil` if there is none.
    public static func named(_ name: String) -> (any DataKind)? { all.first { $0.name == name } }

    /// The names of the kinds that understand `key`.
    static func names(with key: DataKey) -> [String] {
        all.filter { $0.keys.contains(key) }.map(\.name)
    }
}

extension DataKinds {
    /// A kind, and why it is this one; no reason where the recipe says it.
    typealias Resolved = (kind: any DataKind, reason: String?)

    /// Finds the kind of the data that `recipe` means.
    ///
    /// - Throws: ``RunError/unknownDataKind(_:known:)``, ``RunError/needlessData(folder:kind:)``,
    ///   ``RunError/unknownData(folder:)``, and what the kinds throw that look into the folder.
    static func resolve(
        _ recipe: DataRecipe, folder: String?, isOnlyTest: Bool
    ) throws -> Resolved {
        if !recipe.isAutomatic { return (try kind(of: recipe, folder: folder), nil) }
        guard let path = folder else {
            for kind in all {
                if let reason = kind.reasonWithoutFolder { return (kind, reason) }
            }
            throw RunError.missingData(kind: recipe.kind)
        }
        let folder = UnknownFolder(path: path, recipe: recipe, isOnlyTest: isOnlyTest)
        // The reader says what is wrong with a folder that is missing or empty.
        if folder.names.isEmpty { return (IDXData(), nil) }
        return try recognize(folder)
    }

    private static func kind(of recipe: DataRecipe, folder: String?) throws -> any DataKind {
        guard let kind = named(recipe.kind) else {
            throw RunError.unknownDataKind(recipe.kind, known: all.map(\.name))
        }
        if !kind.isReadFromFolder, let folder {
            throw RunError.needlessData(folder: folder, kind: kind.name)
        }
        return kind
    }

    /// Asks all kinds in their order. What keeps the folder from being one of them matters only where
    /// it is no other; the last problem is then told, that of the least common kind.
    private static func recognize(_ folder: UnknownFolder) throws -> Resolved {
        let ordered = all.enumerated().sorted {
            ($0.element.order, $0.offset) < ($1.element.order, $1.offset)
        }
        var problem: (any Error)?
        for (_, kind) in ordered {
            do {
                if let reason = try kind.reason(in: folder) { return (kind, reason) }
            } catch {
                problem = error
            }
        }
        throw problem ?? RunError.unknownData(folder: folder.path)
    }
}
