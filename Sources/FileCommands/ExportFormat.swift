public import ArgumentParser
public import TensorFiles

/// The formats that models are exported in.
package enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
    /// A safetensors file.
    case safetensors
    /// A safetensors file in which tensors with many zeros stand in parts.
    case compressed
    /// An ONNX file.
    case onnx
}

extension ValueBits: ExpressibleByArgument {}
