import CZlib

/// The most bytes that one packed byte can become.
///
/// Source: Gailly and Adler, "zlib technical details", maximum compression factor.
package let largestExpansion = 1032

/// Packs bytes as a zlib stream, as short as zlib makes it.
package func zlibPacked(_ bytes: [UInt8]) -> [UInt8] {
    let capacity = compressBound(uLong(bytes.count))
    return [UInt8](unsafeUninitializedCapacity: Int(capacity)) { buffer, initializedCount in
        var count = capacity
        // It cannot fail with that capacity, but for want of memory.
        let status = compress2(
            buffer.baseAddress, &count, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
        initializedCount = status == Z_OK ? Int(count) : 0
    }
}

/// Unpacks a zlib stream and compares it with its checksum.
///
/// - Parameters:
///   - packed: All packed bytes.
///   - byteCount: How many bytes must come out. A number that `packed` cannot become is refused before
///     anything is allocated.
/// - Returns: The bytes; `nil` if they are not as many, or not those that were packed.
package func zlibUnpacked(_ packed: UnsafeRawBufferPointer, byteCount: Int) -> [UInt8]? {
    guard byteCount > 0, byteCount / largestExpansion <= packed.count else { return nil }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, initializedCount in
        var count = uLongf(byteCount)
        var used = uLong(packed.count)
        let status = uncompress2(
            buffer.baseAddress, &count, packed.assumingMemoryBound(to: UInt8.self).baseAddress,
            &used)
        isWhole = status == Z_OK && Int(count) == byteCount && Int(used) == packed.count
        initializedCount = isWhole ? byteCount : 0
    }
    return isWhole ? bytes : nil
}
