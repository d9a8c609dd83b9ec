"""What members write, whatever its form: entries, body, media, comments, reactions, tags,
collections, drafts, view counts. What makes a post, question or topic special stands in their own
packages."""
