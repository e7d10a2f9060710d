"""Use cases of the law: objection, access, correction, consent, erasure, audit."""
