#!/usr/bin/env python3
"""Asks HuggingFace's tokenizers for the classes of all characters on which a tokenizer depends.

    python3 make_character_classes.py > ../src/main/resources/io/github/trocr4j/text/character-classes.txt

Java's own classes are those of the JDK's Unicode version, which is older or newer. Needs only `tokenizers`. One line a
class: its name, then ranges in hexadecimal.

Letters and numbers are those of ByteLevel's expression. The others are grapheme cluster classes (Unicode Standard Annex
29), found with character maps for the normaliser Precompiled: it replaces a cluster of less than 6 bytes as a whole.
"""
import struct
import sys

from tokenizers import normalizers, pre_tokenizers

ALL = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
KA, VIRAMA, ACUTE, ZWJ, SUN, COPYRIGHT = "\u0915", "\u094d", "\u0301", "\u200d", "\u2600", "\u00a9"


def character_map(keys):
    """A compiled character map that replaces each of the one- or two-byte keys by X."""
    units, blocks = {}, 1
    tree = {}
    for key in keys:
        node = tree
        for byte in key:
            node = node.setdefault(byte, {})
        node[None] = True
    todo = [(tree, 0, 0)]
    while todo:
        node, position, label = todo.pop()
        base = blocks * 256
        blocks += 1
        units[position] = (position ^ base) << 10 | (None in node) << 8 | label
        units[base] = 1 << 31
        todo += [(child, base ^ byte, byte) for byte, child in node.items() if byte is not None]
    array = [units.get(i, 0) for i in range(blocks * 256)]
    return struct.pack("<I", 4 * len(array)) + struct.pack("<%dI" % len(array), *array) + b"X\0"


def ranges(characters):
    found = []
    for c in sorted(characters):
        if found and found[-1][1] == c - 1:
            found[-1][1] = c
        else:
            found.append([c, c])
    return " ".join("%X" % a if a == b else "%X-%X" % (a, b) for a, b in found)


def main():
    split = pre_tokenizers.ByteLevel(add_prefix_space=False).pre_tokenize_str
    of_a = normalizers.Precompiled(character_map([b"a"])).normalize_str
    of_copyright = normalizers.Precompiled(character_map([COPYRIGHT.encode()])).normalize_str
    of_lead = normalizers.Precompiled(character_map([bytes([b]) for b in range(0xC2, 0xF5)])).normalize_str

    def replaced(text):
        return of_lead(text).count("X")

    joined = [c for c in ALL if of_a("a" + chr(c)) == "X"]
    marks = frozenset(joined)
    extend = [c for c in joined if c > 0x7F and ACUTE in of_copyright(COPYRIGHT + chr(c) + ZWJ + COPYRIGHT + ACUTE)]
    wide = [c for c in ALL if c > 0x7F]
    classes = {
        "letter": [c for c in ALL if len(split("a" + chr(c))) == 1],
        "number": [c for c in ALL if len(split("1" + chr(c))) == 1],
        # Of controls of four bytes nothing depends on the class.
        "control": [c for c in range(0x20)] + [0x7F]
        + [c for c in wide if c < 0x10000 and of_lead(chr(c) + ACUTE) != "X"],
        "prepend": [c for c in wide if of_lead(chr(c) + "a") == "X"],
        "extend": extend,
        "spacing_mark": sorted(marks - set(extend)),
        "pictographic": [c for c in ALL if c not in marks and ZWJ in of_copyright(COPYRIGHT + ZWJ + chr(c))],
        "conjunct_consonant": [
            c for c in wide if replaced(chr(c) + VIRAMA + KA + ACUTE) == 4 and replaced(SUN + VIRAMA + KA + ACUTE) == 3],
        "conjunct_linker": [c for c in joined if c > 0x7F and replaced(KA + chr(c) + KA + ACUTE) == 4],
    }
    for name, characters in classes.items():
        print(name, ranges(characters))
    print({name: len(characters) for name, characters in classes.items()}, file=sys.stderr)


if __name__ == "__main__":
    main()
