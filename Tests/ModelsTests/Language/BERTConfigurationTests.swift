import Models
import Testing

@Suite struct BERTConfigurationTests {
    @Test func isBaseWithoutSettings() throws {
        #expect(try BERTConfiguration(json: "{}") == .base)
    }

    @Test func readsEverySetting() throws {
        let text = """
            {"model_type": "bert", "architectures": ["BertModel"], "vocab_size": 100,
             "hidden_size": 48, "num_hidden_layers": 3, "num_attention_heads": 6,
             "intermediate_size": 96, "max_position_embeddings": 64, "type_vocab_size": 3,
             "hidden_act": "gelu_new", "layer_norm_eps": 1e-5, "hidden_dropout_prob": 0.2,
             "attention_probs_dropout_prob": 0, "classifier_dropout": 0.3, "pad_token_id": null,
             "id2label": {"0": "a", "1": "b", "2": "c"}, "is_decoder": false}
            """
        var wanted = BERTConfiguration()
        wanted.vocabularySize = 100
        wanted.hiddenSize = 48
        wanted.layerCount = 3
        wanted.headCount = 6
        wanted.intermediateSize = 96
        wanted.maximumPositionCount = 64
        wanted.typeCount = 3
        wanted.activation = .approximateGELU
        wanted.layerNormEpsilon = 1e-5
        wanted.dropout = 0.2
        wanted.attentionDropout = 0
        wanted.classifierDropout = 0.3
        wanted.paddingID = nil
        wanted.classCount = 3
        #expect(try BERTConfiguration(json: text) == wanted)
        #expect(
            try BERTConfiguration(json: #"{"classifier_dropout": null, "num_labels": 2}"#) == .base)
    }

    @Test(arguments: [
        ("[1]", "'config.json' is not a JSON object"),
        ("{", "'config.json' is not a JSON object"),
        (
            #"{"model_type": "roberta"}"#,
            "'model_type' of 'config.json' is 'roberta'; it must be bert"
        ),
        (
            #"{"hidden_act": "swish"}"#,
            "'hidden_act' of 'config.json' is 'swish'; it must be gelu or gelu_new or relu"
        ),
        (
            #"{"position_embedding_type": "relative_key"}"#,
            "'position_embedding_type' of 'config.json' is 'relative_key'; it must be absolute"
        ),
        (#"{"is_decoder": true}"#, "'is_decoder' of 'config.json' is true; it must be false"),
        (
            #"{"hidden_size": "768"}"#,
            "'hidden_size' of 'config.json' is '768'; it must be a whole number"
        ),
        (
            #"{"hidden_size": 76.5}"#,
            "'hidden_size' of 'config.json' is 76.5; it must be a whole number"
        ),
        (#"{"vocab_size": 0}"#, "'vocab_size' of 'config.json' is 0; it must be above 0"),
        (
            #"{"num_attention_heads": 5}"#,
            "'num_attention_heads' of 'config.json' is 5; it must be a divisor of 'hidden_size', "
                + "which is 768"
        ),
        (
            #"{"pad_token_id": -1}"#,
            "'pad_token_id' of 'config.json' is -1; it must be at least 0 and below 'vocab_size', "
                + "which is 30522"
        ),
        (
            #"{"layer_norm_eps": [1]}"#,
            "'layer_norm_eps' of 'config.json' is a list or an object; it must be a number"
        ),
        (#"{"layer_norm_eps": 0}"#, "'layer_norm_eps' of 'config.json' is 0.0; it must be above 0"),
        (
            #"{"hidden_dropout_prob": 1}"#,
            "'hidden_dropout_prob' of 'config.json' is 1.0; it must be at least 0 and below 1"
        ),
    ])
    func saysWhatIsWrong(text: String, message: String) {
        let error = #expect(throws: ModelError.self) { try BERTConfiguration(json: text) }
        #expect(error?.description == message)
    }

    @Test func isCheckedWhenTheNetworkIsMade() {
        let error = #expect(throws: ModelError.self) {
            try BERTClassifier(BERTConfiguration(layerCount: 2, hiddenSize: 0))
        }
        #expect(
            error?.description == "'hidden_size' of the configuration is 0; it must be above 0")
    }
}
