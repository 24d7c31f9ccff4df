/// The ways in which a file breaks the safetensors format.
///
/// Offsets of tensors are counted from the first byte after the header, as in the format.
public enum FormatProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file is too short to hold the header's length.
    case tooShort(byteCount: Int)
    /// The header's length is above the limit of the format.
    case headerTooLong(byteCount: UInt64)
    /// The header is longer than the rest of the file.
    case headerBeyondFile(byteCount: UInt64, available: Int)
    /// The header is not UTF-8 text.
    case headerNotUTF8
    /// The header is not a JSON object.
    case headerNotObject
    /// The header is not the JSON that the format prescribes.
    case invalidJSON(expected: String, offset: Int)
    /// Two tensors have one name.
    case duplicateName(String)
    /// A tensor's description has a key twice.
    case duplicateKey(tensor: String, key: String)
    /// A tensor's description has a key that the format does not know.
    case unknownKey(tensor: String, key: String)
    /// A tensor's description lacks a key.
    case missingKey(tensor: String, key: String)
    /// The metadata is not an object of strings; the key is that of the first other value.
    case invalidMetadata(key: String?)
    /// The metadata has a key twice.
    case duplicateMetadata(key: String)
    /// A size or an offset is not a whole number from 0 to 2⁶³ − 1.
    case invalidNumber(tensor: String, key: String, found: String)
    /// The shape has too many axes.
    case tooManyAxes(tensor: String)
    /// The offsets are not a pair.
    case offsetsNotAPair(tensor: String)
    /// The tensor's size in bytes does not fit 64 bits.
    case sizeOverflow(tensor: String, shape: [Int])
    /// The tensor ends before it begins.
    case reversedOffsets(tensor: String, begin: Int, end: Int)
    /// The tensor's shape and its offsets disagree.
    case sizeMismatch(entry: SafetensorsEntry, needed: Int)
    /// The tensor ends behind the end of the file.
    case beyondData(tensor: String, end: Int, dataByteCount: Int)
    /// The tensor begins inside the tensor before it.
    case overlap(tensor: String, begin: Int, previousEnd: Int)
    /// Bytes before the tensor belong to no tensor.
    case hole(tensor: String, begin: Int, previousEnd: Int)
    /// Bytes after the last tensor belong to no tensor.
    case trailingBytes(count: Int)
}
