"""What a person goes through from page to page, over HTTP and without scripts."""
