import Files

extension ImageFolder {
    /// Reads, decodes and transforms an image, with the same random numbers at every call.
    ///
    /// - Parameters:
    ///   - index: In `0..<count`.
    ///   - destination: Room for `[3, size, size]`; all of it is written.
    /// - Throws: As ``copyPixels(at:into:random:)``.
    public func copyPixels(
        at index: Int, into destination: UnsafeMutableBufferPointer<UInt8>
    ) throws {
        var random = SeededRandom(seed: 0, stream: UInt64(index))
        try copyPixels(at: index, into: destination, random: &random)
    }

    /// Reads, decodes and transforms an image.
    ///
    /// Where it is bad and ``badImages`` says so, the next good image of its class takes its place,
    /// the first one's after the last, with the same random numbers, or it is left out.
    ///
    /// - Parameters:
    ///   - index: In `0..<count`.
    ///   - destination: Room for `[3, size, size]`; all of it is written.
    ///   - random: The source of everything that is left to chance.
    /// - Throws: What is wrong with the image, ``LeftOutImage`` where bad ones are left out, or
    ///   ``DatasetError/noUsableImage(folder:)`` where they are skipped and its class has no other.
    public func copyPixels(
        at index: Int, into destination: UnsafeMutableBufferPointer<UInt8>,
        random: inout SeededRandom
    ) throws {
        precondition(
            destination.count == imageShape.elementCount,
            "an image of \(imageShape.elementCount) bytes needs as much room")
        switch badImages {
        case .stop: try read(at: index, into: destination, random: &random)
        case .leaveOut(let report):
            do throws(DatasetError) {
                try read(at: index, into: destination, random: &random)
            } catch {
                report.add(error, file: path(at: index))
                throw LeftOutImage()
            }
        case .skip(let report):
            try readClassmate(of: index, into: destination, random: &random, report: report)
        }
    }

    /// Reads an image, or where it is bad the next good one of its class.
    private func readClassmate(
        of index: Int, into destination: UnsafeMutableBufferPointer<UInt8>,
        random: inout SeededRandom, report: BadImageReport
    ) throws(DatasetError) {
        let start = random
        for candidate in listing.classmates(of: index) {
            do throws(DatasetError) {
                random = start
                return try read(at: candidate, into: destination, random: &random)
            } catch {
                report.add(error, file: path(at: candidate))
            }
        }
        throw .noUsableImage(
            folder: "\(listing.root.appending(listing.folder(ofClass: label(at: index))))")
    }

    private func read(
        at index: Int, into destination: UnsafeMutableBufferPointer<UInt8>,
        random: inout SeededRandom
    ) throws(DatasetError) {
        let file = try ImageFile(path: path(at: index), options: decoding)
        try transforms.apply(to: file, random: &random, into: destination)
    }
}
