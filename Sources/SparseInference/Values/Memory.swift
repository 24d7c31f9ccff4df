import Files

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Aligned memory of plain values, or their place in a mapped file, freed with its owner.
///
/// It is written only while nobody else has it, and by kernels to places of their own; a file never.
final class Memory<Element: BitwiseCopyable>: @unchecked Sendable {
    let start: UnsafeMutablePointer<Element>
    let count: Int
    /// The bytes that are reserved, with those before and behind.
    let byteCount: Int
    private let owner: Owner

    private enum Owner {
        case allocation(UnsafeMutableRawPointer)
        case file(MappedFile)
    }

    /// Memory of that size is asked for in pages of 2 MiB: a kernel walks over hundreds of planes at
    /// a time, more than the processor has small pages at hand.
    private static var hugePage: Int { 1 << 21 }

    /// The elements before and behind, which vector loads may touch.
    private static var usualSlack: Int { 64 }

    /// Memory full of one value.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - count: The number of elements.
    ///   - slack: The elements before and behind, which vector loads may touch.
    init(repeating value: Element, count: Int, slack: Int = usualSlack) {
        let slack = (slack + 63) / 64 * 64
        let size = MemoryLayout<Element>.stride
        byteCount = (count + 2 * slack) * size
        let isHuge = byteCount >= Self.hugePage
        let raw = UnsafeMutableRawPointer.allocate(
            byteCount: byteCount, alignment: isHuge ? Self.hugePage : 64)
        #if canImport(Glibc)
            if isHuge { madvise(raw, byteCount / Self.hugePage * Self.hugePage, MADV_HUGEPAGE) }
        #endif
        let all = raw.bindMemory(to: Element.self, capacity: count + 2 * slack)
        all.initialize(repeating: value, count: count + 2 * slack)
        start = all + slack
        self.count = count
        owner = .allocation(raw)
    }

    private init(_ file: MappedFile, start: UnsafePointer<Element>, count: Int) {
        self.start = UnsafeMutablePointer(mutating: start)
        self.count = count
        byteCount = count * MemoryLayout<Element>.stride
        owner = .file(file)
    }

    /// A copy of values.
    convenience init(_ values: [Element], filler: Element) {
        self.init(repeating: filler, count: values.count)
        for (index, value) in values.enumerated() { start[index] = value }
    }

    /// Elements where they lie in a file; a copy where they are not aligned, or the file has no room around
    /// them for vector loads.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - range: The bytes of the elements, which lie in the file.
    ///   - filler: What is around a copy.
    /// - Returns: The memory, which keeps the file mapped.
    static func inPlace(_ file: MappedFile, _ range: Range<Int>, filler: Element) -> Memory {
        file.withUnsafeBytes { bytes in
            let room = usualSlack * MemoryLayout<Element>.stride
            let count = range.count / MemoryLayout<Element>.stride
            let place = bytes.baseAddress.map { $0 + range.lowerBound }
            let isAligned =
                UInt(bitPattern: place).isMultiple(of: UInt(MemoryLayout<Element>.alignment))
            if let place, isAligned, range.lowerBound >= room,
                range.upperBound + room <= bytes.count
            {
                return Memory(
                    file, start: place.assumingMemoryBound(to: Element.self), count: count)
            }
            let copy = Memory(repeating: filler, count: count)
            UnsafeMutableRawPointer(copy.start).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: bytes[range]).baseAddress
                    ?? UnsafeRawPointer(copy.start), byteCount: range.count)
            return copy
        }
    }

    deinit {
        if case .allocation(let raw) = owner { raw.deallocate() }
    }
}

/// Whether so much memory can be had: as much as the machine has, and as this process may take.
func canReserve(byteCount: Int) -> Bool {
    let machine = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    guard byteCount < machine else { return false }
    // Not malloc: the compiler leaves out what is freed unused.
    let start = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start, start != MAP_FAILED else { return false }
    munmap(start, byteCount)
    return true
}
