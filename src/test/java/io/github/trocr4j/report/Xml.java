package io.github.trocr4j.report;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** A page as a parser sees it. */
final class Xml {
    private Xml() {}

    /** Fails where the page is no XML. */
    static Document parse(String page) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page.replace("<!DOCTYPE html>", ""))));
    }

    /** All elements of that name, in their order. */
    static List<Element> all(Document page, String name) {
        List<Element> all = new ArrayList<>();
        for (int i = 0; i < page.getElementsByTagName(name).getLength(); i++) {
            all.add((Element) page.getElementsByTagName(name).item(i));
        }
        return all;
    }
}
