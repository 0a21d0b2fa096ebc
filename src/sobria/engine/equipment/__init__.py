"""The life of equipment, computed: states, repair, renewal."""
