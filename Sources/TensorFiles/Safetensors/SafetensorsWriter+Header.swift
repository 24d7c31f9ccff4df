extension SafetensorsWriter {
    /// Returns the header's length and text for tensors in the order of their bytes, padded with
    /// spaces so that the data starts at a multiple of 8.
    static func header(
        of tensors: [Tensor], metadata: [String: String]
    ) throws(SafetensorsError) -> [UInt8] {
        var members: [String] = []
        if !metadata.isEmpty {
            members.append("\(json(SafetensorsHeader.metadataName)):\(json(metadata))")
        }
        var offset = 0
        for tensor in tensors {
            let end = offset + tensor.byteCount
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members.append(
                "\(json(tensor.name)):{\"dtype\":\"\(tensor.dtype.rawValue)\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(offset),\(end)]}")
            offset = end
        }
        var text = Array("{\(members.joined(separator: ","))}".utf8)
        text += repeatElement(UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
        if text.count > SafetensorsHeader.maximumByteCount {
            throw .headerTooLong(byteCount: text.count)
        }
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
    }

    /// Returns an object of strings, sorted by the UTF-8 bytes of the keys.
    private static func json(_ object: [String: String]) -> String {
        let members = object.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { "\(json($0.key)):\(json($0.value))" }
        return "{\(members.joined(separator: ","))}"
    }

    /// Returns `text` as a JSON string, with the escapes that JSON demands and no others.
    static func json(_ text: String) -> String {
        var result = [UInt8(ascii: "\"")]
        result.reserveCapacity(text.utf8.count + 2)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
            case 0x08: result += "\\b".utf8
            case 0x09: result += "\\t".utf8
            case 0x0A: result += "\\n".utf8
            case 0x0C: result += "\\f".utf8
            case 0x0D: result += "\\r".utf8
            case 0..<0x20: result += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
            default: result.append(byte)
            }
        }
        result.append(UInt8(ascii: "\""))
        return String(decoding: result, as: UTF8.self)
    }
}
