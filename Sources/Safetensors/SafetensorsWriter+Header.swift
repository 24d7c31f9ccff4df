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
    private static func json(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{8}": result += "\\b"
            case "\u{C}": result += "\\f"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
