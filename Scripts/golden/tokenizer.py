"""Writes Tests/DatasetsTests/Golden/tokenizer.json with the reference implementation.

Needs: pip install tokenizers==0.23.3 (no seed: the texts are written out below), and a folder with
`train_mnli_like.tsv` and `bert-base-uncased-vocab.txt`, of whose sentences only hashes are kept.
Run from the package's root: python Scripts/golden/tokenizer.py FOLDER
"""

import json
import sys
import unicodedata
from pathlib import Path

import tokenizers
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

PATH = Path(__file__).parents[2] / "Tests/DatasetsTests/Golden/tokenizer.json"
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

TEXTS = [
    "", " ", "\t\r\n \u00a0\u2003\u3000\u2028\u2029\u1680\u202f\u205f",
    "The quick brown fox jumps over the lazy dog.",
    "Unaffable, unaffordable; UNDOING re-doing.",
    "It's 3.14159, $1,000.00 (or 50%)... isn't it?! #tag @user a_b <p> x=y+z^2~`|\\",
    "Café résumé naïve Ångström Übergröße façade jalapeño Đorđe Łódź Øresund smørrebrød",
    "Cafe\u0301 re\u0301sume\u0301 A\u030angstro\u0308m o\u0323\u0302 o\u0302\u0323 \u1ed9 q\u0307\u0323",
    "İstanbul ılık IŞIK ışık STRASSE Straße ẞ ß ﬁne ﬂow ﬀ ﬆ Ǆ ǅ ŉ ΰ ᾳ ΑΣ ΣΑΣ ὈΔΥΣΣΕΎΣ ς σ",
    "Привет, МИР! Ёлка и йод. Їжак", "Γειά σου Κόσμε; ά έ ή", "Ամբողջ ՀԱՅԵՐԵՆ և",
    "深圳は日本ではない。東京タワー「東京」、한국어 서울 한글 ㄱㄴ 漢字kanji混ぜ123字",
    "\U00020000\U0002a700\U0002b740\U0002b820\U0002ceb0\U0002f800 \uf900\ufa6e〆々〇㐀䶿鿿",
    "שָׁלוֹם עולם! مَرْحَبًا بِالعَالَمِ، كيف؟ \u202eRTL\u202c \u200fx\u200e \u2067y\u2069",
    "हिन्दी में नमस्ते। தமிழ் ภาษาไทย ກີ ខ្មែរ བོད་ཡིག မြန်မာ සිංහල",
    "😀 👍🏽 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 ❤️ ☕︎ a😀b 1️⃣ 🤷🏿‍♀️!", "™ © ® ° № ℃ Å K Ω ½ ² ⅷ Ⅷ ⓐ Ⓐ ａＢ１！ ﹏ ﷺ",
    "a\u0000b\u0001c\u0007d\u000be\u000cf\u001fg\u007fh\u0085i\u009fj\ufffdk",
    "zero\u200bwidth\u200cnon\u200djoin\u2060er\ufeffbom so\u00adft a\u034fb x\u061cy \u180ez",
    "priv\ue000ate \U000f0000 \U0010fffd un\u0378assigned \uffff \U0001fffe \ufdd0",
    "quotes “double” ‘single’ «guillemets» ‹x› „low“ ‚x‘ – — ― … ‥ • · ‧ ⁃ ‐ ‑ − ⁄ ∕ ′ ″ ¿¡ § ¶ † ‡",
    "!!!???...---___***(((]]]{{{ a!!b??c--d", "¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿×÷",
    "[SEP] [CLS]x[MASK].[PAD][UNK] [sep] [ MASK ] [MASK [[MASK]] SEP] é[SEP]\u0301",
    "##ing ##s # #a a## word##s", "a" * 100, "a" * 101, "é" * 100, "é" * 101, "e\u0301" * 100,
    "e\u0301" * 101, "ab" * 50 + " ok", "한" * 33, "한" * 34, "한" * 51, "x" * 99 + "😀" + "!" * 120,
    "1234567890 12,345.67 1e-10 0x1F ٣٤٥ ३४५ ４５ 𝟙𝟚 Ⅳ", "McDonald's iPhone eBay NASA's O'Neil i18n",
    "don’t “I’d” rock’n’roll l’été aujourd’hui", "mañana\nnew\rline\r\nend\ttab  double",
    "http://example.org/a_b?c=d&e=%20#f me@example.org C:\\dir\\file.txt",
    "᠎ ᡅ ᢅᢆ ꦽ \U0001171e \U000111c9 ᙭ ᜴ ᳵ ࣢ࣔ \u0890 ⹃⹒ \U00011938 \U0001e130 ৽ ੶",
    "\u1e9b\u0323 \u212b \u2126 \u0344 \u0374 \u037e \u0387 \u1fef \u2000 \u2f00 \ufb1d \U0001d15e",
    "\u3099か\u3099 が \u302e가\u302f \U0001d165\U0001d16d ส\u0e38\u0e49 \u0f71\u0f72 \u0f73",
    "ᏣᎳᎩ ꮳꮃꭹ ᲐᲑ აბ ⰀⰁ 𐐀𐐨 𞤀𞤢 𝐀𝒃 Ꙁ Ɐ Ⱥ ẖ ǰ ȷ Ǎ ǎ Ġ ġ",
]

WORDS = """the quick brown fox jump over lazy dog un ##aff ##able ##ford ##do ##ing re do isn it s is or
café cafe resume résumé naive straße strasse istanbul fi ##fi ##ß word ##s ##word 10 ##00 123 ##45 ab ##ab
##abab abab Th ##e The NASA iPhone Mc ##Donald привет мир Привет ##вет 東 京 ##京 ひ が ##か e\u0301 é ##é
##e\u0301 o\u0323\u0302 \u1ed9 σασ σας ##ς i\u0307 İ 👍 ##🏽 ❤ ##\ufe0f 한 한 ##국 ok don ’ rock aaa ##aaa ##aaaa
x ##xxxxxxx mask sep ##join zero ##width ##idth שלום مرحبا""".split()

# Scalars that are left out of the vocabulary, so that words with them are unknown.
UNKNOWN = "qz漢😀Ж"

PAIRS = [
    ("the quick brown fox", "over the lazy dog"), ("the fox", ""), ("", "the dog"), ("", ""),
    ("do do do do do do do", "the fox"), ("the fox", "do do do do do do do"),
    ("the quick brown fox jump", "over the lazy dog do do do"), ("é [SEP] 東京", "Straße ok"),
]


def reference(vocabulary, is_cased):
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = BertNormalizer(
        clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=not is_cased)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(token, vocabulary[token]) for token in ("[CLS]", "[SEP]")])
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer


def small_vocabulary():
    """The words above and every scalar of the texts, at the start and inside of a word."""
    scalars = set()
    for is_cased in (False, True):
        normalizer = BertNormalizer(lowercase=not is_cased)
        for text in TEXTS:
            scalars.update(normalizer.normalize_str(text))
    scalars = sorted(c for c in scalars if not c.isspace() and c not in UNKNOWN)
    tokens = SPECIAL + WORDS + scalars + ["##" + c for c in scalars]
    return list(dict.fromkeys(tokens))


def fnv(values, state=0xCBF29CE484222325):
    """FNV-1a with 64 bits over whole numbers instead of bytes."""
    for value in values:
        state = (state ^ (value & 0xFFFFFFFF)) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return state


def ids_hash(encodings):
    state = fnv([])
    for encoding in encodings:
        state = fnv(encoding.ids + [-1], state)
    return f"{state:016x}"


def unicode_hashes():
    """A hash for each 4,096 scalars of the planes in use: the words of `Q`, the scalar and `Q`.

    Left out are capital letters newer than this Python's Unicode, which not every system knows.
    """
    pre = BertPreTokenizer()
    kinds = [BertNormalizer(lowercase=False), BertNormalizer(lowercase=True)]
    excluded, blocks = [], []
    for start in [*range(0, 0x40000, 0x1000), *range(0xE0000, 0xE2000, 0x1000)]:
        state = fnv([])
        for value in range(start, start + 0x1000):
            scalar = chr(value)
            if 0xD800 <= value < 0xE000:
                continue
            texts = [kind.normalize_str("Q" + scalar + "Q") for kind in kinds]
            if unicodedata.category(scalar) == "Cn" and texts[0][1:-1] != texts[1][1:-1]:
                excluded.append(value)
                continue
            for text in texts:
                for word, _ in pre.pre_tokenize_str(text):
                    state = fnv([*map(ord, word), 0], state)
        blocks.append({"start": start, "hash": f"{state:016x}"})
    return {"excluded": excluded, "blocks": blocks}


def real_sentences(folder):
    """Hashes of the first 5,000 pairs of the training set."""
    lines = (folder / "bert-base-uncased-vocab.txt").read_text("utf-8").split("\n")
    vocabulary = {token: index for index, token in enumerate(lines) if token}
    text = (folder / "train_mnli_like.tsv").read_text("utf-8")
    rows = [line.rstrip("\r").split("\t") for line in text.split("\n")[1:5001]]
    sentences = [sentence for row in rows for sentence in row[2:4]]
    hashes = {}
    for name, is_cased in (("uncased", False), ("cased", True)):
        tokenizer = reference(vocabulary, is_cased)
        hashes[name] = ids_hash(
            tokenizer.encode_batch(sentences, add_special_tokens=False))
        tokenizer.enable_truncation(32, strategy="longest_first")
        hashes[name + "Pairs"] = ids_hash(tokenizer.encode_batch([(r[2], r[3]) for r in rows]))
    return {"sentenceCount": len(sentences), "pairLength": 32, **hashes}


def main():
    tokens = small_vocabulary()
    vocabulary = {token: index for index, token in enumerate(tokens)}
    cased, uncased = reference(vocabulary, True), reference(vocabulary, False)
    pairs = []
    for first, second in PAIRS:
        for length in (3, 4, 5, 6, 7, 8, 9, 10, 512):
            uncased.enable_truncation(length, strategy="longest_first")
            encoding = uncased.encode(first, second)
            pairs.append({
                "first": first, "second": second, "maximumLength": length, "ids": encoding.ids,
                "typeIDs": encoding.type_ids,
            })
    uncased.no_truncation()

    def ids(tokenizer, text):
        return tokenizer.encode(text, add_special_tokens=False).ids

    golden = {
        "tokenizers": tokenizers.__version__, "vocabulary": tokens,
        "texts": [
            {"text": text, "uncased": ids(uncased, text), "cased": ids(cased, text)}
            for text in TEXTS
        ],
        "pairs": pairs, "unicode": unicode_hashes(),
        "realSentences": real_sentences(Path(sys.argv[1])),
    }
    PATH.parent.mkdir(parents=True, exist_ok=True)
    with PATH.open("w") as file:
        json.dump(golden, file, separators=(",", ":"))
        file.write("\n")


main()
