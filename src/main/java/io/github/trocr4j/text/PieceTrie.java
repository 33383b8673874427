package io.github.trocr4j.text;

import java.util.Arrays;

/** A trie of texts, each with an id. The root is node 0. */
final class PieceTrie {
    /** No such node, or no text that ends at a node. */
    static final int NONE = -1;

    static final int ROOT = 0;

    private static final int FIRST_SIZE = 1 << 10;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L; // 2^64 / golden ratio: spreads keys over the table

    // A hash table of edges with open addressing: node << 16 | character gives the next node. Node 0 is no child.
    private long[] edges = new long[FIRST_SIZE];
    private int[] children = new int[FIRST_SIZE];
    private int[] ids = {NONE};
    private int nodes = 1;

    /** Adds a text; a later id of the same text replaces the earlier one. */
    void put(String text, int id) {
        int node = ROOT;
        for (int i = 0; i < text.length(); i++) {
            int slot = slot(node, text.charAt(i));
            if (children[slot] == 0) {
                edges[slot] = edge(node, text.charAt(i));
                children[slot] = nodes;
                node = nodes;
                addNode();
            } else {
                node = children[slot];
            }
        }
        ids[node] = id;
    }

    private void addNode() {
        if (nodes == ids.length) {
            ids = Arrays.copyOf(ids, 2 * nodes);
        }
        ids[nodes++] = NONE;
        if (2 * nodes > edges.length) {
            long[] oldEdges = edges;
            int[] oldChildren = children;
            edges = new long[2 * oldEdges.length];
            children = new int[edges.length];
            for (int i = 0; i < oldEdges.length; i++) {
                if (oldChildren[i] != 0) {
                    int slot = slot((int) (oldEdges[i] >>> Character.SIZE), (char) oldEdges[i]);
                    edges[slot] = oldEdges[i];
                    children[slot] = oldChildren[i];
                }
            }
        }
    }

    /** Returns the node that a character leads to, or {@link #NONE}. */
    int child(int node, char next) {
        int child = children[slot(node, next)];
        return child == 0 ? NONE : child;
    }

    /** Returns the id of the text that ends at a node, or {@link #NONE}. */
    int id(int node) {
        return ids[node];
    }

    private int slot(int node, char next) {
        long edge = edge(node, next);
        int slot = (int) ((edge * MIX) >>> 40) & (edges.length - 1);
        while (children[slot] != 0 && edges[slot] != edge) {
            slot = (slot + 1) & (edges.length - 1);
        }
        return slot;
    }

    private static long edge(int node, char next) {
        return ((long) node << Character.SIZE) | next;
    }
}
