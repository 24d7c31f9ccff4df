/// How many bits a compressed file spends on a value at most.
public enum ValueBits: Int, CaseIterable, Sendable {
    /// A step of the output channel, −127 to 127: the largest magnitude of the channel is 127 steps.
    ///
    /// Off by at most half a step; what is nonzero and below half a step becomes one step.
    case eight = 8
    /// Half precision, for tensors of single or double precision whose values it can hold.
    case sixteen = 16
    /// As the tensor has them, bit for bit, whatever its type.
    case thirtyTwo = 32
}
