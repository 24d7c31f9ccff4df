import ArgumentParser

/// The other engines that networks are measured beside.
enum Engine: String, CaseIterable {
    case onnxruntime
    case openvino
    case mnn
    case deepsparse

    /// The module of Python.
    var module: String { self == .mnn ? "MNN" : rawValue }

    /// What stands for those that are installed.
    static let all = "all"

    /// The names of all, for people.
    static let names = allCases.map(\.rawValue).joined(separator: ", ")

    /// Reads a list of names, or what stands for all.
    ///
    /// - Throws: `ValidationError` for a name that is none of them.
    static func list(_ text: String) throws -> [Engine] {
        if text == all { return allCases }
        return try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
            guard let engine = Engine(rawValue: String(name)) else {
                throw ValidationError(
                    "--against names '\(name)'; it must be \(all), or some of \(names)")
            }
            return engine
        }
    }
}
