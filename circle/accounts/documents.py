"""The documents a person agrees to, by version; the texts stand in templates/accounts/documents."""

TERMS, PRIVACY, EMAIL = "terms", "privacy", "email"
# The day the text last changed. A new version is shown once more before the next sign-up.
VERSIONS = {TERMS: "2026-11-22", PRIVACY: "2026-11-22", EMAIL: "2026-11-22"}
REQUIRED = (TERMS, PRIVACY)  # without these there is no account; taking them back closes it
OPTIONAL = (EMAIL,)  # keeping an address, to get back in; taken back by taking the address away
