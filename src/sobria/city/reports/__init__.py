"""The yearly edition of the city's review: gathered from every room, frozen once, corrected in the open."""
