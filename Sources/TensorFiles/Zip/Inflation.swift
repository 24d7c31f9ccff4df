import CZlib
import Files

/// Unpacks bytes that deflate has packed, without a header, as they stand in zip archives.
///
/// - Parameters:
///   - packed: All packed bytes.
///   - byteCount: How many bytes must come out. A number that `packed` cannot become is refused
///     before anything is allocated.
///   - checksum: The CRC-32 of the unpacked bytes.
/// - Returns: The bytes; `nil` if they are not as many, or not those that were packed.
func inflated(
    _ packed: UnsafeRawBufferPointer, byteCount: Int, checksum: UInt32
) -> [UInt8]? {
    guard byteCount / largestExpansion <= packed.count else { return nil }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, initializedCount in
        let count = inflate(packed, into: UnsafeMutableRawBufferPointer(buffer))
        isWhole = count == byteCount
        initializedCount = min(count ?? 0, byteCount)
    }
    return isWhole && bytes.withUnsafeBytes(crc(of:)) == checksum ? bytes : nil
}

/// Returns the number of bytes that came out; `nil` if the packed bytes are not all used, are no
/// valid stream, or have more in them than `target` has room for.
private func inflate(
    _ packed: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
) -> Int? {
    var stream = z_stream()
    // Negative: a stream without a header, with the largest window.
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, size) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    // zlib needs room for the next byte even where none will come.
    var spare: UInt8 = 0
    var read = 0
    var written = 0
    while true {
        let input = packed[read...].prefix(1 << 30)
        let output = target[written...].prefix(1 << 30)
        let status = withUnsafeMutablePointer(to: &spare) { spare in
            let source = UnsafeRawBufferPointer(rebasing: input).baseAddress
            let room = UnsafeMutableRawBufferPointer(rebasing: output).baseAddress
            stream.next_in = UnsafeMutablePointer(
                mutating: source?.assumingMemoryBound(to: UInt8.self))
            stream.avail_in = UInt32(input.count)
            stream.next_out =
                output.isEmpty ? spare : room?.assumingMemoryBound(to: UInt8.self)
            stream.avail_out = output.isEmpty ? 1 : UInt32(output.count)
            return CZlib.inflate(&stream, Z_NO_FLUSH)
        }
        let step = (output.isEmpty ? 1 : output.count) - Int(stream.avail_out)
        read += input.count - Int(stream.avail_in)
        written += step
        if written > target.count { return nil }
        if status == Z_STREAM_END { return read == packed.count ? written : nil }
        guard status == Z_OK else { return nil }
    }
}

/// Returns the CRC-32 of bytes, as zip archives have it.
func crc(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    var value = crc32(0, nil, 0)
    var rest = bytes[...]
    while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
        value = crc32(
            value, part.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(part.count))
        rest = rest.dropFirst(part.count)
    }
    return UInt32(truncatingIfNeeded: value)
}
