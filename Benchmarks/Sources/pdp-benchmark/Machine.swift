import Foundation
import Tensors

#if canImport(Darwin)
    import Darwin
#endif

/// Where and when numbers were measured.
enum Machine {
    /// Processor, number of processors, system, day and version of LibTorch.
    static var line: String {
        let processorCount = ProcessInfo.processInfo.activeProcessorCount
        let day = Date().formatted(.iso8601.year().month().day())
        return "\(processorName), \(processorCount) processors, \(system), \(day), "
            + "LibTorch \(LibTorch.version)"
    }

    #if canImport(Darwin)
        private static let system = "macOS"

        private static var processorName: String {
            var size = 0
            sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0)
            var text = [UInt8](repeating: 0, count: size)
            sysctlbyname("machdep.cpu.brand_string", &text, &size, nil, 0)
            return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        }
    #else
        private static let system = "Linux"

        private static var processorName: String {
            let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
            return text.split(separator: "\n").first { $0.hasPrefix("model name") }?
                .split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
                ?? "unknown processor"
        }
    #endif
}
