#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the processor that runs this program can do.
public enum ProcessorFeatures {
    /// Whether every kernel of this module runs on this processor.
    ///
    /// On x86-64 the module is compiled for AVX2 and FMA, and a call on a processor without them
    /// ends the program; callers ask here first and take another path. On other processors the
    /// module needs nothing special. The answer is found once, at the first call.
    public static let supportsVectorKernels = supports([" avx2", " fma"])

    /// Whether this processor runs the kernels of inference that are compiled for AVX-512.
    public static let supportsWideKernels =
        supportsVectorKernels && supports([" avx512f", " avx512vl", " avx512dq", " avx512bw"])

    /// Whether the text of `/proc/cpuinfo` lists features for its first processor, each given with a
    /// space before its name.
    ///
    /// The kernel leaves features out when it does not save the wide registers, so the list says
    /// what a program may use and not only what the hardware has.
    package static func lists(
        _ features: [StaticString], _ processorDescription: UnsafeRawBufferPointer
    ) -> Bool {
        features.allSatisfy { contains($0, in: processorDescription) }
    }

    /// Whether `word` stands in `text` and ends there: at a space, a line end or the last byte.
    private static func contains(
        _ word: StaticString, in text: UnsafeRawBufferPointer
    ) -> Bool {
        let length = word.utf8CodeUnitCount
        guard length <= text.count else { return false }
        var start = 0
        while start <= text.count - length {
            var matched = 0
            while matched < length, text[start + matched] == word.utf8Start[matched] {
                matched += 1
            }
            let end = start + length
            if matched == length {
                if end == text.count || text[end] == 0x20 || text[end] == 0x0A { return true }
            }
            start += 1
        }
        return false
    }

    #if !arch(x86_64)
        private static func supports(_ features: [StaticString]) -> Bool { true }
    #elseif canImport(Darwin)
        private static func supports(_ features: [StaticString]) -> Bool {
            features.allSatisfy { isSet($0) }
        }

        /// Asks for `hw.optional.avx2_0`, `hw.optional.fma`, `hw.optional.avx512f` and so on.
        private static func isSet(_ feature: StaticString) -> Bool {
            let name = feature.description.dropFirst()
            var value: Int32 = 0
            var size = MemoryLayout<Int32>.size
            let key = "hw.optional.\(name)" + (name == "avx2" ? "_0" : "")
            return sysctlbyname(key, &value, &size, nil, 0) == 0 && value != 0
        }
    #else
        private static func supports(_ features: [StaticString]) -> Bool {
            let file = open("/proc/cpuinfo", O_RDONLY)
            guard file >= 0 else { return false }
            defer { close(file) }
            // The first processor's entry is about 1,500 bytes long.
            let text = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 1)
            defer { text.deallocate() }
            var length = 0
            while length < text.count {
                let rest = text[length...]
                let received = read(file, text.baseAddress?.advanced(by: length), rest.count)
                if received <= 0 { break }
                length += received
            }
            return lists(features, UnsafeRawBufferPointer(rebasing: text[..<length]))
        }
    #endif
}
