package import Kernels
import Tensors

extension Threads {
    /// Those that LibTorch's operators run on.
    package static var ofLibTorch: Threads { Threads(LibTorch.threadCount, of: LibTorch.run) }
}
