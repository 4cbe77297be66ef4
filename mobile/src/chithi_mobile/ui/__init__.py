"""The screens: thin Kivy over the core, one Python and one kv file each."""
