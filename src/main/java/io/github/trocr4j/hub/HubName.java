package io.github.trocr4j.hub;

import java.util.regex.Pattern;

/**
 * A model repository at a revision, such as {@code microsoft/trocr-small-printed@main}.
 *
 * @param owner a user or an organisation
 * @param name the repository's name without the owner
 * @param revision a branch, a tag or a commit
 */
public record HubName(String owner, String name, String revision) {
    /** The branch to use if no revision is given. */
    public static final String DEFAULT_REVISION = "main";

    private static final int MAX_SHOWN = 100;

    /**
     * Letters, digits and underscores; dots and hyphens inside, but no two in a row: validate_repo_id in
     * huggingface_hub.
     */
    private static final Pattern PART = Pattern.compile("(?!.*(--|\\.\\.))(?!.*\\.git$)\\w([\\w.-]{0,94}\\w)?");

    /** Such as v1.0, refs/pr/3 or 40 hexadecimal digits. */
    private static final Pattern REVISION = Pattern.compile("(?=.{1,200}$)(?!.*\\.\\.)\\w[\\w.-]*(/\\w[\\w.-]*)*");

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if a part has characters that are not allowed
     */
    public HubName {
        if (!PART.matcher(owner).matches() || !PART.matcher(name).matches()) {
            throw refused(owner + "/" + name);
        }
        if (!REVISION.matcher(revision).matches()) {
            throw refused(owner + "/" + name + "@" + revision);
        }
    }

    /**
     * Parses {@code owner/name} or {@code owner/name@revision}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static HubName parse(String text) {
        int at = text.indexOf('@');
        String repository = at < 0 ? text : text.substring(0, at);
        int slash = repository.indexOf('/');
        if (slash < 0) {
            throw refused(text);
        }
        String revision = at < 0 ? DEFAULT_REVISION : text.substring(at + 1);
        return new HubName(repository.substring(0, slash), repository.substring(slash + 1), revision);
    }

    /** Returns the same repository at another revision. */
    public HubName at(String otherRevision) {
        return new HubName(owner, name, otherRevision);
    }

    /** Returns the form that {@link #parse} accepts. */
    @Override
    public String toString() {
        return owner + "/" + name + "@" + revision;
    }

    private static IllegalArgumentException refused(String text) {
        String start = text.substring(0, Math.min(text.length(), MAX_SHOWN)).replaceAll("[^\\x20-\\x7E]", "?");
        return new IllegalArgumentException("Expected a repository of models as owner/name or owner/name@revision, such"
                + " as microsoft/trocr-small-printed@main, but found '" + start + "'.");
    }
}
