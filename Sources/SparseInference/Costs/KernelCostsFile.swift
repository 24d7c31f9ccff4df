import Files
import Foundation
public import InferenceKernels

/// The costs that were measured on processors, in a file of JSON: for each processor by its name those of
/// each set of instructions.
public struct KernelCostsFile: Sendable {
    /// Where the file is.
    public let path: String

    /// Names a file, which need not exist.
    public init(path: String) { self.path = path }

    /// `pdp/kernel-costs.json` in the user's folder for caches, on Linux `~/.cache` or `XDG_CACHE_HOME`; `nil`
    /// where there is no such folder.
    public static let usual: KernelCostsFile? =
        FileManager.default.urls(for: .cachesDirectory, in: .userDomainMask).first.map {
            KernelCostsFile(path: $0.appendingPathComponent("pdp/kernel-costs.json").path)
        }

    private typealias Content = [String: [String: KernelCosts]]

    /// The costs on a processor.
    ///
    /// - Parameter processor: The name of the processor, by default of this one.
    /// - Returns: What was measured; nothing where there is no file.
    /// - Throws: ``InferenceError/damagedCosts(path:problem:)``, and what reading files throws.
    public func costs(
        on processor: String = Self.processor
    ) throws -> [InstructionSet: KernelCosts] {
        try content()[processor, default: [:]].reduce(into: [:]) { costs, entry in
            if let set = InstructionSet(rawValue: entry.key) { costs[set] = entry.value }
        }
    }

    /// Writes costs, and keeps what the file has of others.
    ///
    /// - Parameters:
    ///   - costs: What was measured.
    ///   - processor: The name of the processor, by default of this one.
    /// - Throws: As ``costs(on:)``, and `FileError` where nothing can be written.
    public func save(
        _ costs: [InstructionSet: KernelCosts], on processor: String = Self.processor
    ) throws {
        var content = try content()
        for (set, costs) in costs { content[processor, default: [:]][set.rawValue] = costs }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try AtomicFile.write(encoder.encode(content) + [UInt8(ascii: "\n")], to: path)
    }

    private func content() throws -> Content {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        let bytes = try readFile(at: path)
        do {
            return try JSONDecoder().decode(Content.self, from: Data(bytes))
        } catch let error as DecodingError {
            var problem = error.problem
            if problem.last == "." { problem.removeLast() }
            throw InferenceError.damagedCosts(path: path, problem: problem)
        }
    }

    /// The name of this processor, as its maker writes it.
    public static let processor: String = {
        #if canImport(Darwin)
            var size = 0
            sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0)
            var name = [UInt8](repeating: 0, count: size)
            sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0)
            return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        #else
            // x86-64 has names; arm64 has numbers for who made it and what it is.
            let keys = ["model name", "CPU implementer", "CPU part"]
            let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
            let parts = keys.compactMap { key in
                lines.split(separator: "\n").first { $0.hasPrefix(key) }?
                    .split(separator: ":", maxSplits: 1).last?
                    .trimmingCharacters(in: .whitespaces)
            }
            return parts.isEmpty ? "unknown" : parts.joined(separator: " ")
        #endif
    }()
}

extension DecodingError {
    /// What is wrong, in words.
    fileprivate var problem: String {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .keyNotFound(_, let context), .dataCorrupted(let context):
            context.debugDescription
        @unknown default: "it cannot be read"
        }
    }
}
