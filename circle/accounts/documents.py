"""The documents a person agrees to, by version; the texts stand in templates/accounts/documents."""

TERMS, PRIVACY, EMAIL = "terms", "privacy", "email"
# The day the text last changed. Whoever agreed to an earlier one is asked before going on.
VERSIONS = {TERMS: "2026-11-22", PRIVACY: "2026-11-23", EMAIL: "2026-11-22"}
REQUIRED = (TERMS, PRIVACY)  # without these there is no account; taking them back closes it
OPTIONAL = (EMAIL,)  # keeping an address, to get back in; taken back by taking the address away


def version_in_force() -> str:
    """What an account must have agreed to: the versions of all required documents, as one word."""
    return "+".join(VERSIONS[document] for document in REQUIRED)
