import CTorch

/// The state of LibTorch that belongs to the whole process.
public enum LibTorch {
    /// The version, such as `2.13.0`.
    public static var version: String { String(cString: ctorch_version()) }

    /// The number of threads that one operator may use.
    public static var threadCount: Int { Int(ctorch_thread_count()) }

    /// Sets the number of threads that one operator may use.
    ///
    /// - Throws: ``TorchError`` if `count` is not above 0.
    public static func setThreadCount(_ count: Int) throws {
        guard let count = Int32(exactly: count), count > 0 else {
            throw TorchError(
                operation: "set thread count", message: "\(count) threads; at least 1 is needed")
        }
        try check(ctorch_set_thread_count(count), "set thread count")
    }

    /// How exactly products of single-precision matrices are computed.
    public static var matmulPrecision: MatmulPrecision {
        MatmulPrecision(rawValue: String(cString: ctorch_matmul_precision())) ?? .highest
    }

    /// Sets how exactly products of single-precision matrices are computed.
    ///
    /// - Throws: ``TorchError`` if LibTorch refuses it.
    public static func setMatmulPrecision(_ precision: MatmulPrecision) throws {
        try check(ctorch_set_matmul_precision(precision.rawValue), "set matmul precision")
    }

    /// Runs `part` once for each number in `0..<partCount` on the threads that operators run on, and
    /// returns when all calls have returned.
    ///
    /// - Parameters:
    ///   - partCount: At least 0; of more parts than ``threadCount``, a thread runs several.
    ///   - part: May run on several threads at a time, and must not call LibTorch.
    @Sendable public static func run(partCount: Int, _ part: (_ number: Int) -> Void) {
        precondition(partCount >= 0, "\(partCount) parts; at least 0")
        withoutActuallyEscaping(part) { part in
            withUnsafePointer(to: part) { part in
                ctorch_run_parts(partCount, UnsafeMutableRawPointer(mutating: part)) {
                    context, number in
                    context?.assumingMemoryBound(to: ((Int) -> Void).self).pointee(number)
                }
            }
        }
    }

    /// Keeps the memory of freed tensors for the next tensors of their size.
    ///
    /// The C library gives large blocks back to the system at once, and every new tensor then pays for
    /// its page faults: more than its arithmetic costs. For programs that do little but train; their
    /// tensors hold up to five quarters of the most that they ever used. It cannot be undone.
    public static func keepFreedMemory() {
        ctorch_keep_freed_memory()
    }

    /// Seeds the random generators of all devices.
    public static func seed(_ seed: UInt64) throws {
        try check(ctorch_seed(seed), "seed")
    }

    /// The state of the random generator of `device`, as a tensor of bytes.
    public static func generatorState(of device: Device = .cpu) throws -> Tensor {
        var result: ctorch_tensor?
        try check(ctorch_generator_state(device.description, &result), "generator state")
        return try owned(result, "generator state")
    }

    /// Restores the random generator of `device` to a state that ``generatorState(of:)`` gave.
    public static func setGeneratorState(_ state: Tensor, of device: Device = .cpu) throws {
        try check(
            ctorch_set_generator_state(device.description, state.handle), "set generator state")
    }

    /// The devices that can be used, the processor first.
    public static var devices: [Device] {
        let cuda = (0..<Int(ctorch_cuda_device_count())).map(Device.cuda)
        return [.cpu] + cuda + (ctorch_mps_is_available() ? [.mps] : [])
    }

    /// Lets this process end when its parent does, where the system can do that.
    ///
    /// - Parameter parent: The process that has started this one.
    /// - Returns: Whether it is still the parent.
    package static func endWithParent(_ parent: Int32) -> Bool { ctorch_end_with_parent(parent) }
}
