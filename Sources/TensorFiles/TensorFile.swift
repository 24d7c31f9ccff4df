/// One tensor of a file, without its elements.
public protocol StoredTensor: Sendable {
    /// The tensor's name.
    var name: String { get }
    /// The type of its elements.
    var dtype: StoredType { get }
    /// The sizes of its axes, outermost first; empty for a single number.
    var shape: [Int] { get }
    /// The number of elements.
    var elementCount: Int { get }
}

extension SafetensorsEntry: StoredTensor {}

/// A tensor whose elements are of a type that is not known: it can be listed and no more.
public struct UnusableTensor: Equatable, Sendable {
    /// The tensor's name.
    public let name: String
    /// What the file calls the type of its elements.
    public let type: String
    /// The sizes of its axes, outermost first.
    public let shape: [Int]
    /// The size of its elements in bytes.
    public let byteCount: Int
}

/// A file of named tensors that are read one at a time, whatever its format.
public protocol TensorFile: Sendable {
    /// How the file describes a tensor.
    associatedtype Entry: StoredTensor

    /// Where the file was opened.
    var path: String { get }
    /// The texts that the file carries beside its tensors.
    var metadata: [String: String] { get }
    /// The tensors.
    var entries: [Entry] { get }
    /// The tensors of unknown element types, which are not among ``entries``.
    var unusableTensors: [UnusableTensor] { get }

    /// Looks a tensor up.
    func entry(_ name: String) throws -> Entry

    /// Calls `body` with the elements of an entry of this file, row-major and little-endian. The
    /// bytes need not be aligned to the element size, and are valid only inside it.
    ///
    /// Throws what `body` throws, and, where elements are unpacked when they are read, the error of
    /// elements that cannot be.
    func withUnsafeBytes<Result>(
        of entry: Entry, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result
}

extension TensorFile {
    /// The tensors' names in the order of the file.
    public var names: [String] { entries.map(\.name) }

    /// Calls `body` with the elements of a tensor, row-major and little-endian.
    ///
    /// - Parameters:
    ///   - name: The tensor's name.
    ///   - body: Gets the bytes; the pointer is valid only inside it.
    /// - Returns: What `body` returns.
    /// - Throws: What ``entry(_:)`` throws for a name that is not there, or what `body` throws.
    public func withUnsafeBytes<Result>(
        of name: String, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        try withUnsafeBytes(of: entry(name), body)
    }

    /// Copies the elements of a tensor.
    ///
    /// - Parameter name: The tensor's name.
    /// - Returns: The elements, row-major and little-endian.
    /// - Throws: What ``entry(_:)`` throws for a name that is not there.
    public func bytes(of name: String) throws -> [UInt8] {
        try withUnsafeBytes(of: name) { Array($0) }
    }
}
