/// Where a tensor lives and its operators run.
public enum Device: Equatable, Hashable, Sendable, CustomStringConvertible {
    /// The main memory and the processor.
    case cpu

    /// An NVIDIA GPU, by number.
    case cuda(Int)

    /// The GPU of an Apple computer.
    case mps

    /// LibTorch's name of the device, such as `cuda:0`.
    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let index): "cuda:\(index)"
        case .mps: "mps"
        }
    }

    /// Parses `cpu`, `mps`, `cuda` or `cuda:N`, N in plain digits; `nil` for anything else.
    public init?(_ text: String) {
        switch text {
        case "cpu": self = .cpu
        case "mps": self = .mps
        case "cuda": self = .cuda(0)
        default:
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0] == "cuda", let index = Int(parts[1]), index >= 0,
                parts[1] == "\(index)"
            else { return nil }
            self = .cuda(index)
        }
    }

    init?(type: Int32, index: Int32) {
        switch type {
        case 0: self = .cpu
        case 1: self = .cuda(Int(max(index, 0)))
        case 13: self = .mps
        default: return nil
        }
    }

    /// The value of `c10::DeviceType`.
    var typeNumber: Int32 {
        switch self {
        case .cpu: 0
        case .cuda: 1
        case .mps: 13
        }
    }
}
