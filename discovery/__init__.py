"""Assisted Discovery: what each section of an XML message really holds."""
