"""The synthetic city of Lutèce: a raw inventory export, drawn with a seed. Nothing and nobody in it is real."""
