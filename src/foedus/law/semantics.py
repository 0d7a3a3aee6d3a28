"""The version of what this engine makes of acts; a released version is succeeded, never altered."""

SEMANTICS = 1
