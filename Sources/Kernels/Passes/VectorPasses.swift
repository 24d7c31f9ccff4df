/// The passes over all weights, compiled for the instructions of this module.
///
/// The same sources are part of `Kernels`, with AVX2, and of `WideKernels`, with AVX-512, and every
/// result is the same in both. They take raw pointers and numbers alone, so that no function of the
/// standard library is specialised for a type that both have.
package enum VectorPasses {}
