import Datasets
import Graphs

/// Makes of a photograph what a network of images takes.
struct ImagePreparation: Sendable {
    /// Channels, height, width and normalisation.
    let input: ImageInput

    /// The largest side of images that data sets have at their size; larger ones are cut out of
    /// photographs, where nothing is said.
    private static let smallSide = 64

    /// Decodes, cuts and normalises an image as `evaluate` does.
    ///
    /// - Returns: `[1, channels, height, width]`.
    /// - Throws: `DatasetError` for an image that cannot be decoded.
    func tensor(of file: ImageFile) throws -> TensorData {
        let (height, width) = (input.shape[1], input.shape[2])
        let colours = ImageShape(channelCount: 3, height: height, width: width)
        let window = window(of: file)
        let planes = try [UInt8](unsafeUninitializedCapacity: colours.elementCount) { room, count in
            try file.decode(window: window, isMirrored: false, isExact: true, into: room)
            count = colours.elementCount
        }
        let pixels = planes.withUnsafeBufferPointer { planes in
            let conversion = ChannelConversion(source: colours, channelCount: input.shape[0])
            return [UInt8](unsafeUninitializedCapacity: conversion.shape.elementCount) {
                room, count in
                conversion.convert(planes, into: room)
                count = conversion.shape.elementCount
            }
        }
        let size = height * width
        let numbers = pixels.enumerated().map { place, pixel in
            let channel = place / size
            return (Float(pixel) / 255 - input.mean[channel]) / input.deviation[channel]
        }
        return TensorData(floats: numbers, shape: [1] + input.shape)
    }

    /// The middle square of a photograph, and all of it where the network takes no squares. Where the model
    /// does not say to which length the shorter side is brought, that is 8/7 of the square, and a small
    /// square itself.
    private func window(of file: ImageFile) -> CropWindow {
        let (height, width) = (input.shape[1], input.shape[2])
        guard height == width else {
            return CropWindow(
                columns: .init(source: 0..<file.width, resizedCount: width),
                rows: .init(source: 0..<file.height, resizedCount: height))
        }
        let usual = height <= Self.smallSide ? height : height * 8 / 7
        let crop = CenterCrop(size: height, resizeTo: input.resizedSide ?? usual)
        // Nothing is left to chance.
        var random = SeededRandom(seed: 0)
        return crop.window(width: file.width, height: file.height, random: &random)
    }
}
