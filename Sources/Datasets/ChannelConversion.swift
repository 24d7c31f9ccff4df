/// Makes grey images of colour ones, and the reverse.
///
/// The grey value is Pillow's of `convert("L")`, (19595 R + 38470 G + 7471 B + 32768) / 65536 rounded
/// down: the weights of ITU-R BT.601 in whole numbers. Grey images become colour ones of three equal
/// channels.
package struct ChannelConversion {
    let source: ImageShape

    /// 1 or 3, as that of ``source`` is.
    let channelCount: Int

    /// Converts images of the shape `source`.
    package init(source: ImageShape, channelCount: Int) {
        self.source = source
        self.channelCount = channelCount
    }

    /// The shape of the images that come out.
    package var shape: ImageShape {
        ImageShape(channelCount: channelCount, height: source.height, width: source.width)
    }

    /// Converts one image, `[channels, height, width]`; `image` has room for ``shape``.
    package func convert(
        _ pixels: UnsafeBufferPointer<UInt8>, into image: UnsafeMutableBufferPointer<UInt8>
    ) {
        let size = source.pixelsPerChannel
        switch (source.channelCount, channelCount) {
        case (3, 1):
            for place in 0..<size {
                let (red, green) = (UInt32(pixels[place]), UInt32(pixels[size + place]))
                let blue = UInt32(pixels[2 * size + place])
                image[place] = UInt8((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16)
            }
        case (1, 3):
            for place in image.indices { image[place] = pixels[place % size] }
        default:
            _ = image.update(fromContentsOf: pixels)
        }
    }
}

extension InMemoryImages {
    /// Converts all images.
    ///
    /// Grey values are those of Pillow's `convert("L")`; three channels of a grey image are equal.
    ///
    /// - Parameter channelCount: 1 or 3; these images have as many or the other number.
    /// - Returns: Grey images, with 1 channel, or colour ones, with 3.
    public func converted(toChannels channelCount: Int) -> InMemoryImages {
        guard channelCount != imageShape.channelCount else { return self }
        let conversion = ChannelConversion(source: imageShape, channelCount: channelCount)
        let (from, to) = (imageShape.elementCount, conversion.shape.elementCount)
        let converted = [UInt8](unsafeUninitializedCapacity: count * to) { room, initializedCount in
            pixels.withUnsafeBufferPointer { pixels in
                for index in 0..<count {
                    conversion.convert(
                        UnsafeBufferPointer(rebasing: pixels[index * from..<(index + 1) * from]),
                        into: UnsafeMutableBufferPointer(
                            rebasing: room[index * to..<(index + 1) * to]))
                }
            }
            initializedCount = count * to
        }
        return InMemoryImages(
            checkedName: name, classNames: classNames, imageShape: conversion.shape,
            pixels: converted, labels: labels)
    }
}

/// The images of a dataset as grey ones, with 1 channel, or as colour ones, with 3, converted
/// whenever they are read.
public struct ConvertedImages: ImageDataset {
    private let base: any ImageDataset
    private let conversion: ChannelConversion

    /// Converts the images of `base`, which have 1 or 3 channels, as
    /// ``InMemoryImages/converted(toChannels:)`` does.
    public init(_ base: any ImageDataset, channelCount: Int) {
        self.base = base
        conversion = ChannelConversion(source: base.imageShape, channelCount: channelCount)
    }

    /// The name of the images.
    public var name: String { base.name }

    /// The classes of the images.
    public var classNames: [String] { base.classNames }

    /// How many images there are.
    public var count: Int { base.count }

    /// The shape of every image.
    public var imageShape: ImageShape { conversion.shape }

    /// Returns the class of an image.
    public func label(at index: Int) -> Int { base.label(at: index) }

    /// Copies the converted pixels of an image.
    public func copyPixels(
        at index: Int, into destination: UnsafeMutableBufferPointer<UInt8>
    ) throws {
        try convert(into: destination) { try base.copyPixels(at: index, into: $0) }
    }

    /// Copies the converted pixels of an image that the dataset changes at random.
    public func copyPixels(
        at index: Int, into destination: UnsafeMutableBufferPointer<UInt8>,
        random: inout SeededRandom
    ) throws {
        try convert(into: destination) {
            try base.copyPixels(at: index, into: $0, random: &random)
        }
    }

    private func convert(
        into destination: UnsafeMutableBufferPointer<UInt8>,
        _ read: (UnsafeMutableBufferPointer<UInt8>) throws -> Void
    ) throws {
        precondition(
            destination.count == imageShape.elementCount,
            "an image of \(imageShape.elementCount) bytes needs as much room")
        try withUnsafeTemporaryAllocation(
            of: UInt8.self, capacity: conversion.source.elementCount
        ) { pixels in
            try read(pixels)
            conversion.convert(UnsafeBufferPointer(pixels), into: destination)
        }
    }
}

extension Normalization {
    /// Returns the normalisation of the images that colour ones become with `channelCount` channels.
    ///
    /// The mean of the grey values is exact; their deviation is taken for that of channels that rise and
    /// fall together, as those of photographs nearly do. With three channels nothing changes.
    public func converted(toChannels channelCount: Int) -> Normalization {
        guard channelCount == 1, mean.count == 3, deviation.count == 3 else { return self }
        func grey(_ values: [Float]) -> [Float] {
            [zip(values, [19595, 38470, 7471] as [Float]).reduce(0) { $0 + $1.0 * $1.1 } / 65536]
        }
        return Normalization(mean: grey(mean), deviation: grey(deviation))
    }
}
