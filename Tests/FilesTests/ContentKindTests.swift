import Files
import Testing

@Suite struct ContentKindTests {
    private static let tar = [UInt8](repeating: 0, count: 257) + Array("ustar".utf8)

    private static let table: [(bytes: [UInt8], text: String?)] = [
        ([], "an empty file"),
        (
            Array("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n".utf8),
            "a pointer of Git LFS in the place of the file, which 'git lfs pull' downloads"
        ),
        (
            Array("\n<!DOCTYPE html><title>403</title>".utf8),
            "a web page (HTML) and not the file that was to be downloaded"
        ),
        (
            Array("<HTML>".utf8), "a web page (HTML) and not the file that was to be downloaded"
        ),
        (
            Array("<?xml version='1.0'?><Error>".utf8),
            "an XML text, such as the message of a server that refuses a download"
        ),
        (
            Array(#"{"weight_map": {"a": "2.safetensors", "b": "1.safetensors"}}"#.utf8),
            "the index of weights that stand in '1.safetensors', '2.safetensors'"
        ),
        (Array(#"{"model_type": "bert"}"#.utf8), "a JSON text"),
        (Array("hello".utf8), "a text"),
        ([0x1F, 0x8B, 8, 0], "compressed with gzip and has to be unpacked first"),
        (Array("BZh9".utf8), "compressed with bzip2 and has to be unpacked first"),
        (tar, "a tar archive and has to be unpacked first"),
        (
            [0x50, 0x4B, 3, 4],
            "a zip archive without the one 'data.pkl' that torch.save writes"
        ),
        ([0x93] + Array("NUMPY".utf8) + [1, 0], "an array of NumPy (.npy)"),
        ([0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A], "an HDF5 file, such as Keras writes"),
        ([8, 7, 0x12, 7] + Array("pytorch".utf8), "a network in the format of ONNX"),
        ([0x1C, 0, 0, 0] + Array("TFL3".utf8), "a network of TensorFlow Lite"),
        (Array("GGUF".utf8) + [3, 0, 0, 0], "a file of llama.cpp (GGUF)"),
        ([0x80, 4, 0x7D, 0x2E], "a pickle of Python that torch.save did not write"),
        ([0x89] + Array("PNG".utf8), "an image (PNG)"),
        ([0, 1, 2, 3], nil),
        ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0x7B], nil),
    ]

    @Test(arguments: table) func namesWhatAFileHolds(bytes: [UInt8], text: String?) {
        #expect(bytes.withUnsafeBytes { ContentKind(of: $0) }?.description == text)
    }

    @Test(arguments: [
        (["a.npy", "b.npy"], "an archive of NumPy arrays (.npz)"),
        (["config.json", "model.weights.h5"], "a network of Keras (.keras)"),
        (["a.txt"], "a zip archive without the one 'data.pkl' that torch.save writes"),
        ([], "a zip archive without the one 'data.pkl' that torch.save writes"),
    ]) func namesWhatAnArchiveHolds(names: [String], text: String) {
        #expect(ContentKind(ofArchiveNaming: names).description == text)
    }
}
