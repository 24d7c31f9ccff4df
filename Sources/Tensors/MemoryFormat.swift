/// The order in which the elements of images `[batch, channels, height, width]` lie in memory.
public enum MemoryFormat: String, Sendable, CaseIterable {
    /// Planes of channels one after another.
    case contiguous
    /// The channels of a pixel side by side, as PyTorch's `channels_last`.
    case channelsLast
}
