/// The size of the images that a network is built for: how soon it makes them smaller.
public enum Stem: CaseIterable, Sendable {
    /// Images of about 224×224 pixels, the network as in its paper.
    case imageNet

    /// Images of about 32×32 pixels: the first layers keep their size.
    case smallImages
}
