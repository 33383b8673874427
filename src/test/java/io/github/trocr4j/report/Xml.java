package io.github.trocr4j.report;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** Parses pages as XML. */
final class Xml {
    private Xml() {}

    /** Fails if the page is not well-formed. */
    static Document parse(String page) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page.replace("<!DOCTYPE html>", ""))));
    }

    /** Returns all elements with this name, in document order. */
    static List<Element> all(Document page, String name) {
        List<Element> all = new ArrayList<>();
        for (int i = 0; i < page.getElementsByTagName(name).getLength(); i++) {
            all.add((Element) page.getElementsByTagName(name).item(i));
        }
        return all;
    }
}
