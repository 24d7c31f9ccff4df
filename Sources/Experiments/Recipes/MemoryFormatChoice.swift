public import Tensors

/// How images lie in memory while a network computes.
public enum MemoryFormatChoice: String, Sendable, CaseIterable {
    /// As is usually faster on the device.
    case auto
    /// Planes of channels one after another.
    case contiguous
    /// The channels of a pixel side by side.
    case channelsLast

    /// The order of elements on a device. It does not depend on times that are measured, so that a run
    /// can be repeated to the last bit.
    public func format(on device: Device) -> MemoryFormat {
        switch self {
        case .auto: device == .cpu ? .channelsLast : .contiguous
        case .contiguous: .contiguous
        case .channelsLast: .channelsLast
        }
    }
}
