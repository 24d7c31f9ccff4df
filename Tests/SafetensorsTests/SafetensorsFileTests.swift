import TensorFiles
import TestSupport
import Testing

@Suite struct SafetensorsFileTests {
    @Test func widensEveryHalfPrecisionNumberExactly() throws {
        let words = Array(UInt16.min...UInt16.max)
        let floats = try TemporaryFile(.float16, [words.count], words).open().floats(of: "w")
        for (word, float) in zip(words, floats) {
            let sign: Float = word >> 15 == 0 ? 1 : -1
            let (exponent, fraction) = (Int(word >> 10 & 31), Float(word & 1023))
            if exponent == 31, fraction != 0 {
                #expect(float.isNaN)
                continue
            }
            let magnitude: Float =
                switch exponent {
                case 0: fraction * 0x1p-24
                case 31: .infinity
                default: Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
                }
            #expect(float.bitPattern == (sign * magnitude).bitPattern)
        }
    }

    @Test func roundsDoublesToTheNearestFloat() throws {
        let doubles = [0.1, 1e-50, -1e300, 16_777_217, Double.nan]
        let file = try TemporaryFile(.float64, [5], doubles.map(\.bitPattern)).open()
        let floats = try file.floats(of: "w")
        #expect(floats.prefix(4) == [0.1, 0, -.infinity, 16_777_216])
        #expect(floats[4].isNaN)
    }

    @Test func readsDataThatIsNotAligned() throws {
        let header = #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
        for padding in 0..<8 {
            let padded = header + String(repeating: " ", count: padding)
            let bytes = littleEndianBytes(Float(2.5).bitPattern)
            let file = try TemporaryFile(header: padded, data: bytes).open()
            #expect(try file.floats(of: "w") == [2.5])
            #expect(try file.sparsity(of: "w").zeroCount == 0)
        }
    }

    @Test func readsEveryEscape() throws {
        let name = #"\"\\\/\b\f\n\r\t\u00e9\ud83d\uDE00"#
        let header = "{ \"__metadata__\" : { \"\(name)\" : \"\(name)x\" } }\r\n\t "
        let text = "\"\\/\u{8}\u{C}\n\r\té😀"
        #expect(try TemporaryFile(header: header).open().metadata == [text: text + "x"])
    }

    @Test func hasNoTensorsInAnEmptyHeader() throws {
        let file = try TemporaryFile(header: "{}").open()
        #expect(file.entries.isEmpty && file.metadata.isEmpty)
    }

    @Test func namesTheMissingTensor() throws {
        let temporary = try TemporaryFile(.int32, [1], [Int32(1)])
        let file = try temporary.open()
        let missing = "'\(temporary.path)' has no tensor 'v\\u{1B}'"
        #expect(message { _ = try file.bytes(of: "v\u{1B}") } == missing)
        let integer =
            "tensor 'w' of '\(temporary.path)' has the type I32; F64, F32, F16, BF16, F8_E4M3 or F8_E5M2 is needed"
        #expect(message { _ = try file.floats(of: "w") } == integer)
    }

    @Test func namesTheMissingFile() {
        let text = "cannot read '/missing/w.safetensors': No such file or directory"
        #expect(message { _ = try SafetensorsFile(path: "/missing/w.safetensors") } == text)
    }
}
