"""Certificates of erasure of storage media: what a file of a tool says, drive by drive. No Django, no clock."""
