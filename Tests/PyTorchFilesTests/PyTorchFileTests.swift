import TensorFiles
import Testing

/// `Scripts/golden/pytorch_files.py` has the values.
@Suite struct PyTorchFileTests {
    @Test(arguments: Golden.equalFiles) func hasTheNamesTypesAndShapes(name: String) throws {
        let file = try PyTorchFile(path: Golden.path(name))
        #expect(
            file.names == [
                "f32", "f64", "f16", "bf16", "i8", "i16", "i32", "i64", "u8", "bool", "scalar",
                "empty", "matrix", "transposed", "column", "expanded", "parameter", "größe",
            ])
        #expect(file.stateKey == nil && file.otherStateKeys == [])
        #expect(
            file.entries.prefix(10).map(\.dtype) == [
                .float32, .float64, .float16, .bfloat16, .int8, .int16, .int32, .int64, .uint8,
                .bool,
            ])
        let shapes = Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, $0.shape) })
        #expect(shapes["scalar"] == [] && shapes["empty"] == [0, 4] && shapes["f32"] == [2, 3])
        #expect(shapes["transposed"] == [3, 2] && shapes["column"] == [2])
        #expect(shapes["expanded"] == [1, 3] && shapes["größe"] == [1])
        for entry in file.entries {
            #expect(try file.bytes(of: entry.name).count == entry.byteCount)
        }
    }

    @Test(arguments: Golden.equalFiles) func hasTheFloats(name: String) throws {
        let file = try PyTorchFile(path: Golden.path(name))
        #expect(try file.floats(of: "f32") == [0, 1, -2.5, 3.25, 1e-30, 0])
        #expect(try file.floats(of: "f32")[5].sign == .minus)
        #expect(try file.floats(of: "f64") == [0.1, -.infinity])
        #expect(try file.floats(of: "f16") == [1.5, 0, 0x1p-24, .infinity])
        #expect(try file.floats(of: "bf16") == [1.5, -3])
        #expect(try file.floats(of: "scalar") == [7])
        #expect(try file.floats(of: "empty") == [])
        #expect(try file.floats(of: "parameter") == [4, 5])
    }

    @Test(arguments: Golden.equalFiles) func bringsStridedTensorsIntoRowMajorOrder(
        name: String
    ) throws {
        let file = try PyTorchFile(path: Golden.path(name))
        #expect(try file.floats(of: "matrix") == [0, 1, 2, 3, 4, 5])
        #expect(try file.floats(of: "transposed") == [0, 3, 1, 4, 2, 5])
        #expect(try file.floats(of: "column") == [1, 4])
        #expect(try file.floats(of: "expanded") == [2, 2, 2])
    }

    @Test(arguments: Golden.equalFiles) func hasTheBytesOfIntegers(name: String) throws {
        let file = try PyTorchFile(path: Golden.path(name))
        #expect(try file.bytes(of: "bool") == [1, 0, 1])
        #expect(try file.bytes(of: "i8") == [0x80, 0x7F])
        #expect(try file.bytes(of: "u8") == [0, 0xFF])
        #expect(try file.bytes(of: "i16") == [0x00, 0x80, 0xFF, 0x7F])
        #expect(try file.bytes(of: "i32") == littleEndian(Int32.min))
        #expect(try file.bytes(of: "i64") == littleEndian(Int64.min) + littleEndian(Int64(7)))
    }

    @Test(arguments: Golden.trainingFiles) func takesTheDictionaryWithMostTensors(
        name: String
    ) throws {
        let file = try PyTorchFile(path: Golden.path(name))
        #expect(file.stateKey == "state_dict")
        #expect(file.names == ["module.weight", "module.bias", "module.count"])
        #expect(try file.floats(of: "module.weight") == [0, 1, 2, 3, 4, 5])
        #expect(try file.floats(of: "module.bias") == [0.5, 0.5, 0.5])
        #expect(try file.bytes(of: "module.count") == littleEndian(Int64(3)))
    }

    @Test(arguments: Golden.trainingFiles) func takesTheDictionaryThatIsAskedFor(
        name: String
    ) throws {
        let file = try PyTorchFile(path: Golden.path(name), stateKey: "average")
        #expect(file.stateKey == "average" && file.otherStateKeys == ["state_dict"])
        #expect(file.names == ["weight", "bias"])
        #expect(try file.floats(of: "weight") == [1])
    }

    @Test func namesWhatItDoesNotHave() throws {
        let path = Golden.path("zip")
        let file = try PyTorchFile(path: path)
        #expect(
            #expect(throws: PyTorchFileError.self) { try file.bytes(of: "a\n") }?.description
                == "'\(path)' has no tensor 'a\\n'")
        #expect(
            #expect(throws: SafetensorsError.self) { try file.floats(of: "i64") }?.description
                == "tensor 'i64' of '\(path)' has the type I64; F64, F32, F16, BF16, F8_E4M3 or F8_E5M2 is needed"
        )
    }

    @Test func recognizesBothFormatsAndNoOther() throws {
        for name in Golden.equalFiles {
            #expect(try PyTorchFile.isRecognized(at: Golden.path(name)))
        }
        // Headers of 640 bytes and of 64 MiB, whose lengths start as the two formats do.
        for start: [UInt8] in [[0x80, 2, 0, 0, 0, 0, 0, 0], [0x50, 0x4B, 3, 4, 0, 0, 0, 0]] {
            let file = try TemporaryFile(start + Array("{\"a\":".utf8))
            #expect(try !PyTorchFile.isRecognized(at: file.path))
        }
        let empty = try TemporaryFile([])
        #expect(try !PyTorchFile.isRecognized(at: empty.path))
    }
}
